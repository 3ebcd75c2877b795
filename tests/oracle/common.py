"""common.py - what the parts of the oracle share: how a check is told, how compile is run.

From the environment: XENCFG, the binary; ORACLE_TOOLS, the folder with the C
programs; ORACLE_PYTHON2, a Python 2, where there is one; ORACLE_SEED; ORACLE_N,
percent of the usual number of cases; ORACLE_SHOWN, how many failures of a check
are told.
"""
import json
import os
import shutil
import subprocess
import sys

import descriptions
import trees

SHOWN = int(os.environ.get("ORACLE_SHOWN", "8"))
SECONDS = 5  # of processor time that compile may take
FACTS = descriptions.Facts("schema")
SEED = os.environ.get("ORACLE_SEED", "1")


def cases(n):
    """The number of cases for a usual number of n."""
    return max(1, n * int(os.environ.get("ORACLE_N", "100")) // 100)


def tool(name):
    """The path of a C program; None when it could not be built."""
    path = os.path.join(os.environ.get("ORACLE_TOOLS", ""), name)
    return path if os.path.exists(path) else None


class Report:
    def __init__(self):
        self.failed = False

    def skip(self, name, reason):
        print(f"skip {name}: {reason}")

    def check(self, name, failures):
        print(f"{'not ok' if failures else 'ok'} {name}")
        self.failed |= bool(failures)
        for failure in failures[:SHOWN]:
            print("    " + str(failure).replace("\n", "\n    "))
        if len(failures) > SHOWN:
            print(f"    and {len(failures) - SHOWN} more")
        sys.stdout.flush()


def processor_time():
    """Of all that was run, in seconds: a loaded machine is no reason to fail."""
    times = os.times()
    return times.children_user + times.children_system


class Compiler:
    """xencfg compile in a folder of its own."""

    def __init__(self, folder):
        self.binary = os.path.abspath(os.environ.get("XENCFG", "build/xencfg"))
        self.folder = folder
        self.out = os.path.join(folder, "out")

    def write(self, text, name="host.json"):
        path = os.path.join(self.folder, name)
        with open(path, "wb") as file:
            file.write(text)
        return path

    def run(self, *words):
        """(status, standard output, standard error, trouble in words or None)"""
        start = processor_time()
        try:
            done = subprocess.run([self.binary, "compile", *words], capture_output=True, timeout=60 * SECONDS,
                                  cwd=self.folder)
        except subprocess.TimeoutExpired:
            return None, b"", b"", "never ended"
        trouble = None
        if done.returncode not in (0, 1, 2):
            trouble = f"status {done.returncode}"
        elif b"Sanitizer" in done.stderr or b"runtime error" in done.stderr:
            trouble = done.stderr[-2000:].decode("utf-8", "replace")
        elif processor_time() - start > SECONDS:
            trouble = "took %.1f s" % (processor_time() - start)
        return done.returncode, done.stdout, done.stderr, trouble

    def clean(self):
        shutil.rmtree(self.out, ignore_errors=True)


def dumps(description, ascii_only=False):
    return json.dumps(description, ensure_ascii=ascii_only, indent=1).encode("utf-8", "surrogatepass")


def new_readers(folder):
    return trees.Readers(FACTS, os.path.join(folder, "readers"), tool("xl_values"), os.environ.get("ORACLE_PYTHON2"))
