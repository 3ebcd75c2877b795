"""hostile.py XENCFG FOLDER - hostile names and texts to every command; nothing of them may steer a terminal or a CI.

Prints "ok security/NAME" or "not ok security/NAME" with what came through; status 1 if any is not ok. Works in a
folder of its own below FOLDER, in a network namespace of its own where it may make one.
"""

import os
import pty
import re
import select
import shutil
import subprocess
import sys

XENCFG, FOLDER = os.path.realpath(sys.argv[1]), os.path.join(sys.argv[2], "hostile")
failed = False

# An escape sequence, C1 controls, marks that turn the direction, a return, a backspace, commands of CIs.
EVIL = "\x1b]0;x\x07\x1b[2J\x7f\x9b31m\u202e\u2066\u061c\u200f\r\x08##[add-mask]x ##vso[x]y"
# As a file may be called, and what is no UTF-8.
NAME = b"::error::" + EVIL.encode() + b"\xff\xc3"
STEERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
JSON = '"' + "".join("\\u%04x" % ord(c) if ord(c) < 0x20 else c for c in EVIL) + '"'


def write(path, text):
    with open(path, "wb") as f:
        f.write(text if isinstance(text, bytes) else text.encode())


def complaint(output, machine):
    """What is wrong with the output; None if nothing is. `machine`: a format whose lines are a CI's commands."""
    try:
        text = output.decode()
    except UnicodeDecodeError as error:
        return "no UTF-8: %s" % error
    found = STEERS.search(text)
    if found:
        return "U+%04X in %r" % (ord(found.group()), text[max(0, found.start() - 60) : found.end() + 60])
    for line in text.split("\n"):
        if re.search(r"##\[|##vso\[", line) or (line.strip().startswith("::") and not machine):
            return "a command of a CI in %r" % line
        if machine and not re.match(r"::(error|warning|notice) |$|xencfg: |\d+ ", line):
            return "a command that is none of ours in %r" % line
    return None


def tell(name, problems):
    global failed
    print("not ok security/%s" % name if problems else "ok security/%s" % name)
    for problem in problems:
        print("    " + problem.encode("unicode_escape").decode())
    failed = failed or bool(problems)


def inside(command):
    return ["unshare", "-n"] + command if os.geteuid() == 0 else command


def piped(arguments, machine=False):
    """Standard output and error of a run whose output nobody shows."""
    run = subprocess.run(inside([XENCFG.encode()] + arguments), stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
    problems = []
    if run.returncode not in (0, 1, 2):
        problems.append("%r: status %d" % (arguments, run.returncode))
    if not run.stdout + run.stderr:
        problems.append("%r: said nothing" % arguments)
    for stream in (run.stdout, run.stderr):
        wrong = complaint(stream, machine)
        if wrong:
            problems.append("%r: %s" % (arguments, wrong))
    return problems


def on_terminal(arguments):
    """The same where both are a terminal, which turns each \\n into \\r\\n."""
    pid, fd = pty.fork()
    if pid == 0:
        os.execvp("unshare" if os.geteuid() == 0 else XENCFG, inside([XENCFG.encode()] + arguments))
    output = b""
    while select.select([fd], [], [], 60)[0]:
        try:
            piece = os.read(fd, 65536)
        except OSError:
            break
        if not piece:
            break
        output += piece
    os.close(fd)
    os.waitpid(pid, 0)
    wrong = complaint(output.replace(b"\r\n", b"\n"), False)
    return ["%r on a terminal: %s" % (arguments, wrong)] if wrong or not output else []


def make_inputs():
    domu = b'name = "a%s"\n# %s\nmemory = "%s"\nvif = [ "bridge=%s, mac=%s" ]\nxyz%s = 1\r\n' % ((EVIL.replace("\r", "").encode(),) * 6)
    os.makedirs(b"configs/" + NAME + b"/x")
    for path in (b"configs/" + NAME + b".cfg", b"configs/" + NAME + b"/x/a.cfg", b"configs/a.cfg"):
        write(path, domu)
    write(b"configs/" + NAME + b"2.cfg", b'name = "a"\r\nmemory = 128\r\n')
    write("configs/xend-config.sxp", "(%s yes)\n(network-script '%s')\n(xend-port %s)\n" % (EVIL, EVIL, EVIL.replace(" ", "")))
    write("configs/xl.conf", 'autoballoon="%s"\n%s=1\nvif.default.bridge="%s"\n' % (EVIL, EVIL, EVIL))
    write("configs/my-network-bridge", "#!/bin/sh\n\"$dir/network-bridge\" \"$@\" vifnum=0 netdev='%s' bridge='%s'\nfoo '%s\n" % (EVIL, EVIL, EVIL))
    host = """{ "xen": %s, "host": { "name": %s, %s: 1 }, "bridges": [ { "name": %s, "netdev": %s }, { "name": "lan" } ],
  "guests": [ { "name": %s, "memory": %s, %s: 2, "vif": [ { "bridge": %s, "mac": %s, "ip": %s } ] } ], %s: 3 }"""
    write("host.json", host % ((JSON,) * 12))
    write(NAME + b".json", host % (('"4.17"',) + (JSON,) * 11))
    write("raw.json", b'{ "xen": "4.17", "a": "' + NAME + b'" }')
    write("none.json", EVIL)
    write(NAME + b"-fine.json", '{ "xen": "4.17", "host": { "name": "h" }, "bridges": [ { "name": "lan", "netdev": "eth7" } ],\n'
          '"guests": [ { "name": "g", "memory": 64, "kernel": %s } ] }' % json_visible())
    write("policy.conf", 'rules: { "%s" = "off"; };\n%s\n' % (EVIL, EVIL))
    write("policy2.conf", 'bridges = [ "%s" ];\nxen = "%s";\nrules: { XC101 = "%s"; };\n' % ((EVIL.replace("\r", ""),) * 3))
    write("baseline", '{ "version": 1, "findings": [ { "code": %s, "file": %s, "fingerprint": "0123456789abcdef" } ] }' % (JSON, JSON))
    write("stale", '{ "version": 1, "findings": [\n{"code": "XC101", "file": %s, "fingerprint": "0123456789abcdef"}\n] }' % JSON)
    os.mkdir("templates")
    write("templates/xl.conf", "{{! xencfg: conf }}\n{{%s}}\n" % EVIL)


def json_visible():
    """A string of a description that a config can hold."""
    return '"/k\u202e\u200f##[add-mask]x"'


def lint():
    problems = []
    for form in (b"text", b"gcc", b"json", b"sarif", b"github", b"gitlab", b"junit", b"checkstyle"):
        for more in ([], [b"--xen", b"3.2"], [b"--xen", b"4.17"]):
            problems += piped([b"lint", b"--no-config", b"--format", form, *more, b"configs", b"host.json", b"raw.json", b"none.json", NAME + b".json"],
                              form == b"github")
    problems += piped([b"lint", b"--no-config", b"--list-files", b"configs", b"."])
    problems += piped([b"lint", b"--config", b"policy.conf", b"configs"]) + piped([b"lint", b"--config", b"policy2.conf", b"configs"])
    problems += piped([b"lint", b"--no-config", b"--baseline", b"baseline", b"configs"]) + piped([b"lint", b"--baseline", b"stale", b"configs"])
    problems += piped([b"lint", NAME]) + piped([b"lint", b"--stdin-filename", NAME, b"-"]) + piped([b"lint", b"--config", NAME, b"configs"])
    problems += on_terminal([b"lint", b"--color", b"never", b"--no-config", b"configs"])
    problems += on_terminal([b"lint", b"--color", b"never", b"--no-config", b"--quiet", b"--fix", b"--diff", b"configs"])
    tell("hostile-lint", problems)


def compile_and_fmt():
    problems = []
    fine = NAME + b"-fine.json"
    for file in (b"host.json", b"raw.json", b"none.json", NAME + b".json", NAME):
        for more in ([], [b"--check"], [b"--diff"], [b"--format", b"json"]):
            problems += piped([b"compile", *more, file])
        problems += piped([b"fmt", b"--check", file])
    problems += piped([b"compile", b"--templates", b"templates", fine]) + piped([b"compile", b"--templates", NAME, fine]) + piped([b"compile", b"-o", NAME + b"/x", fine])
    if subprocess.run([XENCFG.encode(), b"compile", fine], capture_output=True).returncode:
        problems.append("the fine one is not")
    # Left over under any name: it is its marker that tells.
    for place in (b"out/" + NAME + b".cfg", b"out/\n+++ x.cfg"):
        shutil.copy("out/g.cfg", place)
    problems += piped([b"compile", b"--check", fine]) + piped([b"compile", b"--check", b"--format", b"json", fine])
    problems += on_terminal([b"compile", b"--color", b"never", b"--diff", b"--prune", fine]) + on_terminal([b"fmt", b"--diff", fine])
    problems += piped([b"compile", b"--prune", fine])
    tell("hostile-compile", problems)


def diffs():
    """To a pipe a diff has every byte; but no name begins one of another file."""
    os.makedirs("diffs")
    write(b"diffs/\n+++ victim\n@@ -0,0 +1,1 @@\n+x", '{"a":\n"\u202e"}')
    run = subprocess.run([XENCFG, "fmt", "--diff"] + [os.path.join("diffs", f) for f in os.listdir("diffs")], capture_output=True)
    problems = []
    if b"\n+++ victim" in run.stdout or run.returncode != 1:
        problems.append("a line of its own: %r" % run.stdout)
    if "\u202e".encode() not in run.stdout:
        problems.append("not byte by byte: %r" % run.stdout)
    if shutil.which("patch") and subprocess.run(["patch", "--dry-run", "-p0"], input=run.stdout, capture_output=True).returncode:
        problems.append("patch cannot read it: %r" % run.stdout)
    tell("hostile-diffs", problems)


def rest():
    problems = []
    for command in (b"import", b"graph"):
        for file in (b"configs", b"host.json", NAME + b".json", NAME):
            problems += piped([command, b"--xen", b"4.17", file])
    for form in (b"svg", b"dot", b"mermaid", b"html"):
        problems += piped([b"graph", b"--format", form, NAME + b"-fine.json"]) + piped([b"graph", b"--format", form, b"configs"])
    evil = EVIL.encode() + b"\xff"
    for words in ([evil], [b"--" + evil], [b"help", evil], [b"lint", b"--" + evil], [b"lint", b"-" + evil], [b"lint", b"--format", evil], [b"lint", b"--fail-level", evil],
                  [b"rules", evil], [b"rules", b"--format", evil], [b"explain", evil], [b"graph", b"--format", evil, b"configs"], [b"lint", b"--xen", evil],
                  [b"compile", b"--toolstack", evil, b"host.json"], [b"lint", b"--color", evil], [b"apply", b"--confirm", evil, b"host.json"], [b"confirm", evil],
                  [b"confirm", b"--state-dir", evil + b"/x"], [b"plan", b"--format", evil, b"host.json"]):
        problems += piped(words)
    tell("hostile-words", problems)


def network():
    """Names of links may hold anything but a blank, a slash and a colon; those of the kernel are among what is told."""
    link = b"\x1b[7m\xff\xc2\x9b"
    fine = '{ "xen": "4.17", "host": { "name": "h" }, "guests": [], "bridges": [ { "name": "lan", "netdev": "eth0" }, { "name": "new" } ] }'
    write(NAME + b"-net.json", fine)
    made = ("ip link add $'\\e[7m\\xff\\xc2\\x9b' type bridge && ip link add eth0 type veth peer name wire0 && ip link set eth0 master $'\\e[7m\\xff\\xc2\\x9b' && "
            "ip link set eth0 alias $'\\e[2J' && exec \"$@\"")
    problems = []
    for words in ([b"plan"], [b"status"], [b"plan", b"--format", b"json"], [b"status", b"--format", b"json"], [b"apply", b"--state-dir", NAME + b"-state"],
                  [b"stop", b"--state-dir", NAME + b"-state"]):
        for file in (NAME + b"-net.json", b"host.json", b"raw.json", NAME):
            run = subprocess.run(["unshare", "-n", "bash", "-c", made, "bash", XENCFG.encode(), *words, file], capture_output=True, timeout=60)
            for stream in (run.stdout, run.stderr):
                wrong = complaint(stream, False)
                if wrong:
                    problems.append("%r: %s" % (words + [file], wrong))
            if b"host.json" not in file and words == [b"plan"] and file.endswith(b"-net.json") and b"?[7m" not in run.stdout + run.stderr:
                problems.append("the link %r is not told of: %r" % (link, run.stdout + run.stderr))
    tell("hostile-network", problems)


os.mkdir(FOLDER)
os.chdir(FOLDER)
for variable in ("XENCFG_CONFIG", "GITHUB_ACTIONS"):
    os.environ.pop(variable, None)
os.environ["TERM"] = "xterm"
make_inputs()
lint()
compile_and_fmt()
diffs()
rest()
if os.geteuid() == 0 and subprocess.run(["unshare", "-n", "ip", "link", "add", "x", "type", "bridge"], capture_output=True).returncode == 0:
    network()
else:
    print("skip security/hostile-network: no namespaces with bridges")
sys.exit(failed)
