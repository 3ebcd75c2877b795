"""xm_values.py < PATHS - what Python 2 makes of files for xm, as JSON.

For Python 2.7 only. For each path, a line of standard input, prints one line:
the variables that the file sets in an empty namespace, bytes as the characters
of Latin-1; null when it fails.
"""
import json
import sys


def plain(value):
    if isinstance(value, str):
        return value.decode("latin-1")
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value


for path in iter(sys.stdin.readline, ""):
    values = {}
    try:
        execfile(path.rstrip("\n"), {"__builtins__": {}}, values)
        print(json.dumps(dict((key, plain(value)) for key, value in values.items())))
    except Exception:
        print("null")
    sys.stdout.flush()
