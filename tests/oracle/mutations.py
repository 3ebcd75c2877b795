"""mutations.py - changes descriptions, by rules or byte by byte.

For oracle.py. Makes new ones and leaves what it is given as it is. Whether the
new one is still valid nobody here knows.
"""
import copy
import json

VALUES = [None, {}, {"a": 1}, [], [None], [[]], [{}], [True], ["x"], "", "x", "nonsense", "4.17", "3.2", "xl", "0", 0, 1,
          -1, 5, 70000, 1.5, True, False, [1], ["a", "a"]]
UNKNOWN = ["brigde", "memroy", "Name", "x-unknown", "", "name ", "vif", "netdev", "memory", "bridge", "rule", "options",
           "toolstack"]
STRINGS = ["\n", "a\nb", "\r", "\t", "\x00", "\x1b[31m", "\x7f", "'", '"', "\\", "\\'", "'\nimport os\n'", "$(exit 1)", "`exit 1`",
           "a,bridge=x", "a'b", "{{name}}", "{{/settings}}", "#", "%", "é", "\u2028", "\ud7ff", "\U0010ffff", "x" * 300,
           "..", "../x", "/etc/passwd", ".", "-x", "a b", "a;b", "a/b", "con", "0", "None", "\x85"]


def places(value, at=()):
    """Every place of a value, as a path of keys and indexes; not the whole."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, item in list(items):
        yield at + (step,)
        yield from places(item, at + (step,))


def inner(value, path):
    for step in path:
        value = value[step]
    return value


def by_names(paths):
    """The paths in groups that differ in indexes only, so that what there is once is changed as often as the rest."""
    made = {}
    for path in paths:
        made.setdefault(tuple(step for step in path if isinstance(step, str)), []).append(path)
    return made


def structural(r, description):
    """(what was done, the place, the new description)."""
    made = copy.deepcopy(description)
    every = list(places(made))
    path = r.choice(r.choice(list(by_names(every).values())))
    around = inner(made, path[:-1])
    kind = r.randrange(6)
    if kind < 3:
        around[path[-1]] = copy.deepcopy(r.choice(VALUES))
        return "another value", path, made
    if kind == 3:
        del around[path[-1]]
        return "without", path, made
    objects = [()] + [p for p in every if isinstance(inner(made, p), dict)]
    path = r.choice(objects)
    key = r.choice(UNKNOWN)
    inner(made, path)[key] = copy.deepcopy(r.choice(VALUES))
    return "one more member", path + (key,), made


def hostile_value(r, description):
    """Another string somewhere, or several: as a value, now and then as a key."""
    made = copy.deepcopy(description)
    for _ in range(r.choice([1, 1, 2])):
        strings = [p for p in places(made) if isinstance(inner(made, p), str)]
        path = r.choice(strings)
        old = inner(made, path)
        at = r.randrange(len(old) + 1)
        new = r.choice(STRINGS)
        inner(made, path[:-1])[path[-1]] = r.choice([new, old + new, old[:at] + new + old[at:]])
    return json.dumps(made, ensure_ascii=r.random() < 0.5).encode("utf-8", "surrogatepass")


TOKENS = [b'"', b"'", b"\\", b"\\u0000", b"\\u000a", b"\\ud800", b"\\udc00\\ud800", b"\n", b"\x00", b"\xff", b"\xc0\xaf",
          b"{", b"}", b"[", b"]", b",", b":", b"null", b"true", b"1e999", b"-0", b"0x1", b"01", b"1.", b"NaN", b"//", b"/*",
          b"[" * 3000, b"\xef\xbb\xbf", b"9" * 40, b"\\n", b"\\'", b"$(exit 1)", b" ", b"\t", b"\\/", b"\\u00e9", b"\xed\xa0\x80", b"{}",
          b'""', b"-", b"{{", b"\x7f"]


def bytewise(r, text):
    """The text with a few bytes changed, taken away, put in or doubled."""
    text = bytearray(text)
    for _ in range(r.choice([1, 1, 2, 3, 8])):
        at = r.randrange(len(text)) if text else 0
        kind = r.randrange(7)
        if kind == 0 and text:
            text[at] = r.randrange(256)
        elif kind == 1 and text:
            text[at] ^= 1 << r.randrange(8)
        elif kind == 2:
            del text[at:at + r.choice([1, 1, 2, 10, 100])]
        elif kind in (3, 4):
            text[at:at] = r.choice(TOKENS)
        elif kind == 5:
            other = r.randrange(len(text) + 1)
            text[other:other] = text[at:at + r.choice([1, 5, 30, 200])]
        elif r.randrange(4) == 0:
            del text[at:]
    return bytes(text)
