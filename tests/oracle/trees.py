"""trees.py - reads an output tree as those do who really read it.

Readers(...) holds what is needed for that: a process with libxlutil, one with
Python 2 where there is one, a stand-in for Xen's network-bridge. Its check()
returns what differs from what was expected, in words; no words: all is well.
"""
import ast
import json
import os
import re
import shlex
import stat
import subprocess

import xend_sxp

EXTRA = {"zz_number": 5, "zz_list": [b"a", b"b"]}

STAND_IN = r"""#!/bin/bash
printf '%s\n' "$*" >> "$CALLS"
[[ " $* " != *" bridge=$FAILING "* ]]
"""


def literal(node):
    """The value of a literal as xm has it: strings are bytes."""
    if isinstance(node, ast.Constant) and type(node.value) is str:
        return node.value.encode("latin-1")
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return node.value
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        number = literal(node.operand)
        if type(number) in (int, float):
            return -number
    if isinstance(node, ast.List):
        return [literal(item) for item in node.elts]
    raise ValueError("line %d: no literal" % node.lineno)


def bytes_of(v):
    """Strings of Latin-1 to bytes, in lists too."""
    if isinstance(v, list):
        return [bytes_of(item) for item in v]
    return v.encode("latin-1") if isinstance(v, str) else v


def differences(what, expected, found):
    """Of two dicts, in words."""
    made = []
    for key in sorted(set(expected) | set(found)):
        if key not in found:
            made.append(f"{what}: {key} is missing, {expected[key]!r} was described")
        elif key not in expected:
            made.append(f"{what}: {key} = {found[key]!r} was not described")
        elif repr(expected[key]) != repr(found[key]):
            made.append(f"{what}: {key} is {found[key]!r}, not {expected[key]!r}")
    return made


def vif_members(spec, xl):
    """A vif string as its reader takes it apart; None for a word without a value. Only xm drops blanks behind."""
    made = {}
    for piece in spec.split(b","):
        key, equals, value = piece.partition(b"=")
        key = (key.lstrip(b" ") if xl else key.strip()).decode("latin-1")
        value = value if xl else value.strip()
        if key in made or not key or not (equals or xl):
            raise ValueError(f"vif {spec!r}: piece {piece!r}")
        made[key] = value if equals else None
    return made


class Failed(Exception):
    """A reader refused a file; the words say why."""


class Readers:
    def __init__(self, facts, folder, xl_values, python2):
        self.facts = facts
        self.folder = folder
        self.stand_ins = os.path.join(folder, "stand-ins")
        self.calls = os.path.join(folder, "calls")
        self.keys = {table: sorted(facts.keys[table]) for table in ("domu", "option")}
        self.xl_values = {}
        self.python2 = None
        self.sample = 0
        self.computed = set()
        if xl_values:
            for table, keys in self.keys.items():
                self.xl_values[table] = self.start([xl_values] + keys + list(EXTRA))
        if python2:
            here = os.path.dirname(os.path.abspath(__file__))
            self.python2 = self.start([python2, os.path.join(here, "xm_values.py")])
        os.makedirs(self.stand_ins)
        for name in ("network-bridge", "modprobe", "ip", "vconfig"):
            with open(os.path.join(self.stand_ins, name), "w") as file:
                file.write(STAND_IN if name == "network-bridge" else "#!/bin/sh\n")
                os.fchmod(file.fileno(), 0o755)

    @staticmethod
    def start(words):
        return subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)

    @staticmethod
    def ask(process, path):
        process.stdin.write(os.fsencode(path) + b"\n")
        process.stdin.flush()
        line = process.stdout.readline()
        if not line:
            raise Failed(f"{path}: its reader died")
        return json.loads(line)

    # one kind of file each

    def read_xm(self, path, text, loose):
        """The variables of a .cfg that xm would run. Anything but assignments of literals is refused, unless loose."""
        try:
            tree = ast.parse(text)
            if not loose:
                values = {}
                for node in tree.body:
                    if not isinstance(node, ast.Assign) or len(node.targets) != 1:
                        raise ValueError("line %d: no assignment" % node.lineno)
                    if node.targets[0].id in values:
                        raise ValueError("line %d: a second time" % node.lineno)
                    values[node.targets[0].id] = literal(node.value)
        except (SyntaxError, ValueError) as error:
            raise Failed(f"Python refuses it: {error}") from error
        if loose:
            return None
        run = {}
        exec(compile(tree, path, "exec"), {"__builtins__": {}}, run)
        if {key: bytes_of(v) for key, v in run.items()} != values:
            raise Failed("Python runs it to other values than it reads")
        if self.python2:
            found = self.ask(self.python2, path)
            found = found if found is None else {key: bytes_of(v) for key, v in found.items()}
            if found != values:
                raise Failed(f"Python 2 has other values: {found!r}")
        return values

    def read_xl(self, table, path):
        values = self.ask(self.xl_values[table], path)
        if values is None:
            raise Failed("libxlutil refuses it")
        return {key: bytes_of(v) for key, v in values.items()}

    @staticmethod
    def read_sxp(text):
        """The options; the first of two counts, so there are not to be two."""
        try:
            options = xend_sxp.parse(text)
        except xend_sxp.Refused as error:
            raise Failed(f"xend refuses it: {error}") from error
        values = {}
        for option in options:
            if not isinstance(option, list) or len(option) != 2 or not isinstance(option[0], bytes):
                raise Failed(f"no option with a value: {option!r}")
            if option[0].decode() in values:
                raise Failed(f"twice: {option[0]!r}")
            values[option[0].decode()] = option[1]
        return values

    # what they hold

    def check_vifs(self, what, guest, found, expected):
        if len(found) != len(guest.get("vif", [])):
            return [f"{what}: {len(found)} vifs, not {len(guest.get('vif', []))}"]
        made = []
        for number, vif in enumerate(guest.get("vif", [])):
            members = vif_members(found[number], expected.stack == "xl")
            wanted = expected.vif(vif)
            if expected.stack == "xend":
                wanted = {key: v.strip() for key, v in wanted.items()}
            for side in (members, wanted):  # digits of either case, and what xl itself would read as such
                if side.get("mac"):
                    side["mac"] = b":".join(b"%02x" % int(pair, 16) for pair in re.split(rb"[^0-9A-Fa-f]", side["mac"]))
            if "mac" not in wanted:
                mac = members.pop("mac", b"")
                if not re.fullmatch(rb"00:16:3e:[0-7][0-9a-f]:[0-9a-f]{2}:[0-9a-f]{2}", mac) or mac in self.computed:
                    made.append(f"{what}: vif {number} has the computed MAC {mac!r}, used twice or not Xen's")
                self.computed.add(mac)
            made += differences(f"{what}: vif {number}", wanted, members)
        return made

    def check_guest(self, path, guest, expected):
        with open(path, "rb") as file:
            text = file.read()
        extra = guest.get("extra_cfg", [])
        loose = any(not re.fullmatch(r"\s*(#.*|zz_number = 5|zz_list = \[ \"a\", 'b' \])?", line) for line in extra)
        wanted = expected.settings(guest)
        if expected.stack == "xend":
            if not text.isascii():
                raise Failed("not pure ASCII")
            found = self.read_xm(path, text, loose)
        elif self.xl_values:
            found = self.read_xl("domu", path)
            assigned = re.findall(rb"^([a-z][a-z0-9._]*) = ", text, re.M)
            if not loose and sorted(assigned) != sorted(key.encode() for key in found):
                raise Failed(f"assigns {assigned!r}, of which libxlutil has {sorted(found)}")
        else:
            return []
        if found is None:
            return []
        for key in {line.split(" ")[0] for line in extra if not loose} & set(EXTRA):
            v = EXTRA[key]
            wanted[key] = v if expected.stack == "xend" or isinstance(v, list) else b"%d" % v
        vifs = found.pop("vif", [])
        if loose:
            found = {key: v for key, v in found.items() if key in wanted}
        return differences("settings", wanted, found) + self.check_vifs("vif", guest, vifs, expected)

    def check_host(self, path, expected):
        if expected.stack == "xl":
            return differences("options", expected.options(), self.read_xl("option", path)) if self.xl_values else []
        with open(path, "rb") as file:
            text = file.read()
        if not text.isascii():
            raise Failed("not pure ASCII")
        found = self.read_sxp(text)
        script = found.pop("network-script", None)
        wanted = expected.options()
        wanted["vif-script"] = expected.host.get("vif_script", "vif-bridge").encode()
        made = differences("options", wanted, found)
        words = script.split(b" ") if script is not None else None
        if words and len(words) > 1:
            words = words[:1] + sorted(words[1:])
        if words != expected.network_script():
            made.append(f"network-script is {script!r}, not {expected.network_script()!r}")
        return made

    def run_wrapper(self, path, command, failing=""):
        """The calls that it makes of network-bridge, and its status."""
        copy = os.path.join(self.stand_ins, "network-wrapper")
        if not os.path.lexists(copy) or os.readlink(copy) != path:
            if os.path.lexists(copy):
                os.unlink(copy)
            os.symlink(path, copy)
        open(self.calls, "w").close()
        environment = {"PATH": self.stand_ins + ":" + os.environ["PATH"], "CALLS": self.calls, "FAILING": failing}
        done = subprocess.run([copy, command], env=environment, capture_output=True, timeout=20)
        with open(self.calls, encoding="utf-8") as file:
            return file.read().splitlines(), done.returncode

    def check_wrapper(self, path, expected):
        with open(path, "rb") as file:
            text = file.read()
        if not text.isascii() or not text.startswith(b"#!/bin/bash\n"):
            raise Failed("not pure ASCII, or no bash script")
        if not os.stat(path).st_mode & stat.S_IXUSR:
            raise Failed("not executable")
        done = subprocess.run(["bash", "-n", path], capture_output=True)
        if done.returncode or done.stderr:
            raise Failed(f"bash -n: {done.stderr!r}")
        calls = [expected.arguments(i) for i in range(len(expected.bridges))]
        if expected.since("4.1"):  # makes them itself; tests/wrapper looks how
            for call, bridge in zip(calls, expected.bridges):
                call += [] if bridge.get("rename_netdev", True) else ["rename=no"]
            found = re.findall(r'^\t*network_bridge "\$step" "\$@" (.*)$', text.decode(), re.M)
            found = [shlex.split(line) for line in found]
            return [] if found == calls else [f"describes {found}, not {calls}"]
        made = []
        self.sample += 1
        for command in ("start", "stop", "status") if self.sample % 4 == 0 else ("start",):
            wanted = [" ".join([command] + call) for call in calls]
            found, status = self.run_wrapper(path, command)
            if found != wanted or status:
                made.append(f"{command} calls {found}, status {status}, not {wanted}")
        if self.sample % 4 == 0 and not self.run_wrapper(path, "start", expected.bridges[0]["name"])[1]:
            made.append("start succeeds though a call fails")
        return made

    # all of them

    def listed(self, top):
        files, links = set(), {}
        for folder, folders, names in os.walk(top):
            for name in names + [name for name in folders if os.path.islink(os.path.join(folder, name))]:
                path = os.path.join(folder, name)
                if os.path.islink(path):
                    links[os.path.relpath(path, top)] = os.readlink(path)
                else:
                    files.add(os.path.relpath(path, top))
        return files, links

    def check(self, top, expected):
        files, links = self.listed(top)
        made = differences("links", expected.links(), links)
        made += [f"{name}: not written" for name in expected.files() - files]
        made += [f"{name}: nobody asked for it" for name in files - expected.files()]
        self.computed = set()
        for name in sorted(files & expected.files()):
            path = os.path.join(top, name)
            try:
                if name in ("xl.conf", "xend-config.sxp"):
                    found = self.check_host(path, expected)
                elif name.startswith("scripts/"):
                    found = self.check_wrapper(path, expected)
                else:
                    found = self.check_guest(path, expected.guests[name[:-4]], expected)
            except (Failed, ValueError) as error:
                found = [str(error)]
            made += [f"{name}: {words}" for words in found]
        return made
