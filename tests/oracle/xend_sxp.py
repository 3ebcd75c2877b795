"""xend_sxp.py - reads S-expressions as xend does: parse(bytes) gives nested lists of bytes.

After the facts of Parser in tools/python/xen/xend/sxp.py (3.2.0-rc6): blanks,
comments from # to the end of the line, lists, strings in either quote, atoms.
An atom ends at a blank, at # or at one of {}()<>[]!; and may hold quotes. Of the
escapes, letters and up to three octal digits work; \\x never ends; of any other
only the backslash stays.
"""
import re

BLANKS = b" \t\n\v\f\r"
ENDS = BLANKS + b"{}()<>[]!;#"
LETTERS = {b"a": b"\a", b"b": b"\b", b"t": b"\t", b"n": b"\n", b"v": b"\v", b"f": b"\f", b"r": b"\r", b"\\": b"\\",
           b"'": b"'", b'"': b'"'}


class Refused(Exception):
    """What xend would not read."""


def unescape(text, at):
    """The byte that the escape behind text[at - 1], a backslash, stands for, and where it ends."""
    c = text[at:at + 1]
    if c in LETTERS:
        return LETTERS[c], at + 1
    if c == b"x":
        raise Refused("\\x, which xend cannot read")
    octal = re.compile(rb"[0-7]{1,3}").match(text, at)
    if octal:
        number = int(octal.group(), 8)
        if number > 255:
            raise Refused("an octal escape beyond 255")
        return bytes([number]), octal.end()
    return b"\\", at + 1


def string(text, at):
    quote, made = text[at], b""
    at += 1
    while at < len(text) and text[at] != quote:
        if text[at] == 0x5c:
            piece, at = unescape(text, at + 1)
            made += piece
        else:
            made += text[at:at + 1]
            at += 1
    if at >= len(text):
        raise Refused("a string without an end")
    return made, at + 1


def parse(text):
    open_lists, at = [[]], 0
    while at < len(text):
        c = text[at]
        if c in BLANKS:
            at += 1
        elif c == ord("#"):
            at = (text + b"\n").index(b"\n", at)
        elif c == ord("("):
            open_lists.append([])
            at += 1
        elif c == ord(")"):
            if len(open_lists) == 1:
                raise Refused("a stray )")
            done = open_lists.pop()
            open_lists[-1].append(done)
            at += 1
        elif c in b"'\"":
            made, at = string(text, at)
            open_lists[-1].append(made)
        elif 0x20 < c < 0x7f:
            end = at + 1
            while end < len(text) and text[end] not in ENDS:
                end += 1
            open_lists[-1].append(text[at:end])
            at = end
        else:
            raise Refused(f"byte {c:#x} outside strings")
    if len(open_lists) > 1:
        raise Refused("a list without an end")
    return open_lists[0]
