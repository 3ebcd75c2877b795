"""part_rates.py - rate limits of vifs as libxlutil and xend take them."""
import random
import re
import subprocess

from common import SEED, cases, tool


def xend_takes(rate):
    """Does parseRate of xend (server/netif.py, 3.2) make it a limit of at least one byte?"""
    match = re.match(r"^([0-9]+)([GMK]?)([Bb])/s(@([0-9]+)([mu]?)s)?$", rate)
    if not match:
        return False
    per_second = int(match.group(1)) * {"G": 10 ** 9, "M": 10 ** 6, "K": 1000, "": 1}[match.group(2)]
    if match.group(3) == "b":
        per_second //= 8
    usecs = 50000
    if match.group(5):
        usecs = int(match.group(5)) * {"": 10 ** 6, "m": 1000, "u": 1}[match.group(6)]
    return 0 < per_second * usecs // 10 ** 6 <= 0xffffffff and 0 < usecs <= 0xffffffff


def rate(r):
    numbers = ["0", "1", "7", "8", "10", "08", "010", "0010", "018", "0x10", "250", "1000", "159", "160", "4294967295",
               "4294967296", "42949672950", "18446744073709551616", "99999999999999999999", ""]
    number = r.choice(numbers) if r.random() < 0.6 else str(r.randrange(10 ** r.randrange(1, 12)))
    made = number + r.choice(["", "", "K", "M", "G", "k", "KB"]) + r.choice(["b", "B", "B", ""])
    made += r.choice(["/s"] * 9 + ["", "/m"])
    if r.random() < 0.5:
        number = r.choice(numbers) if r.random() < 0.4 else str(r.randrange(10 ** r.randrange(1, 10)))
        made += "@" + number + r.choice(["", "m", "u", "n"]) + r.choice(["s", "s", "s", ""])
    if r.random() < 0.2:
        at = r.randrange(len(made) + 1)
        made = made[:at] + r.choice([" ", "-", "+", "@", "s", "/", "0", "b", "."]) + made[at + r.randrange(2):]
    return made


def run(report, folder):
    program = tool("rates")
    if not program:
        report.skip("rates", "no libxlutil to build with (libxen-dev)")
        return
    r = random.Random(SEED)
    rates = [rate(r) for _ in range(cases(6000))]
    done = subprocess.run([program], input="".join(line + "\n" for line in rates), capture_output=True, text=True)
    lines = done.stdout.splitlines()
    failures = {"xl": {}, "xend": {}}
    taken = 0
    if len(lines) != len(rates):
        report.check("rates", [f"{len(lines)} answers to {len(rates)}: {done.stderr}"])
        return
    for text, line in zip(rates, lines):
        ours_xl, ours_xend, theirs, per_interval = map(int, line.split())
        # libxlutil takes a limit of nothing and one beyond what 32 bits of the backend hold; that is refused on purpose.
        theirs = theirs and per_interval > 0
        taken += bool(theirs)
        # Octal to libxlutil: refused where it refuses that, and best everywhere.
        if re.match("0|.*@0", text) and not ours_xl:
            theirs = False
        for stack, ours, real in (("xl", ours_xl, theirs), ("xend", ours_xend, xend_takes(text))):
            if bool(ours) != bool(real):
                failures[stack].setdefault(text, f"{text!r}: rate_check {'takes' if ours else 'refuses'} it, "
                                           f"{stack} {'does' if real else 'does not'}")
    report.check("rates xl", list(failures["xl"].values()) or (["hardly any was good"] if taken < len(rates) // 20 else []))
    report.check("rates xend", list(failures["xend"].values()))
