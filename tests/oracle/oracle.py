#!/usr/bin/python3
"""oracle.py PART - one part of the oracle suite; tests/oracle/run calls them all.

PART: trees, schema, hostile, gerf or rates, each in part_PART.py; common.py says
what they take from the environment. Started from the project's root. Prints "ok
NAME", "not ok NAME" with what differed, "skip NAME: reason" for each check.
Exits with 1 when one is not ok.
"""
import importlib
import sys
import tempfile

from common import Report


def main(part):
    report = Report()
    with tempfile.TemporaryDirectory() as folder:
        importlib.import_module("part_" + part).run(report, folder)
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]) if len(sys.argv) == 2 else __doc__)
