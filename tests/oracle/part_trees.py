"""part_trees.py - descriptions that are valid, and what those make of the output who really read it."""
import copy
import os
import shutil
import subprocess

import descriptions
import expected
from common import FACTS, SEED, Compiler, cases, dumps, new_readers


class Trees:
    def __init__(self, folder):
        self.compiler = Compiler(folder)
        self.readers = new_readers(folder)
        self.wrappers = {}

    def one(self, seed, release, stack):
        """What is wrong with the output of one description."""
        description = descriptions.make(FACTS, seed, release, stack)
        text = dumps(description, seed % 2 == 1)
        path = self.compiler.write(text)
        self.compiler.clean()
        status, _, errors, trouble = self.compiler.run("-o", "out", path)
        if trouble or status != 0:
            lines = errors.decode("utf-8", "replace").splitlines()
            said = [i for i, line in enumerate(lines) if ": error: " in line]
            return [trouble or "refused: " + "\n".join(line for i in said[:3] for line in lines[i:i + 3])]
        wanted = expected.Expected(FACTS, expected.load(text))
        found = self.readers.check(self.compiler.out, wanted)
        self.keep_wrapper(wanted)
        status, output, _, trouble = self.compiler.run("--check", "-o", "out", path)
        if trouble or status != 0 or output:
            found.append(trouble or f"--check right after: status {status}, {output!r}")
        return found

    def other(self, seed, release, stack):
        """The same with --xen and --toolstack: where that is no error, what is left is right."""
        others = FACTS.targets()
        new_release, new_stack = others[seed * 7 % len(others)]
        description = descriptions.make(FACTS, seed, release, stack)
        text = dumps(description)
        path = self.compiler.write(text)
        self.compiler.clean()
        status, _, _, trouble = self.compiler.run("--xen", new_release, "--toolstack", new_stack, "-o", "out", path)
        if trouble or status != 0:
            return [trouble] if trouble else []
        wanted = expected.Expected(FACTS, expected.load(text), new_release, new_stack)
        found = self.readers.check(self.compiler.out, wanted)
        return [f"as {new_release} {new_stack}: {words}" for words in found]

    def keep_wrapper(self, wanted):
        """One of each kind, for shellcheck."""
        if not wanted.script_name():
            return
        bridges = wanted.bridges
        kind = (wanted.since("4.1"), any(map(wanted.is_dummy, bridges)), any("vlan" in b for b in bridges),
                any(b.get("antispoof") for b in bridges), len(bridges) > 1)
        if kind not in self.wrappers:
            self.wrappers[kind] = os.path.join(self.compiler.folder, "wrapper-%d" % len(self.wrappers))
            shutil.copy(os.path.join(self.compiler.out, "scripts", wanted.script_name()), self.wrappers[kind])

    def spoilt(self):
        """Do the readers see it when a value, a bridge or a byte is another one?"""
        missed = []
        for release, stack in FACTS.targets():
            description = {"xen": release, "toolstack": stack, "host": {"options": {}, "network_script": "net"},
                           "bridges": [{"name": "lan", "netdev": "eth0"}, {"name": "wan", "netdev": "eth1"}],
                           "guests": [{"name": "g", "kernel": "/k", "memory": 64, "vif": [
                               {"bridge": "lan", "mac": "00:16:3E:00:00:01", "ip": "10.0.0.1"}]}]}
            changes = {
                "kernel": lambda d: d["guests"][0].update(kernel="/K"),
                "memory": lambda d: d["guests"][0].update(memory=65),
                "bridge of a vif": lambda d: d["guests"][0]["vif"][0].update(bridge="wan"),
                "mac": lambda d: d["guests"][0]["vif"][0].update(mac="00:16:3E:00:00:02"),
                "another vif": lambda d: d["guests"][0]["vif"].append({"bridge": "lan"}),
                "autostart": lambda d: d["guests"][0].update(autostart=True),
                "another guest": lambda d: d["guests"].append({"name": "h"}),
                "vif_script": lambda d: d["host"].update(vif_script="vif-x"),
            }
            if stack == "xend":
                changes["network_script"] = lambda d: d["host"].update(network_script="other")
                changes["netdev"] = lambda d: d["bridges"][1].update(netdev="eth2")
                changes["order of bridges"] = lambda d: d["bridges"].reverse()
            elif not self.readers.xl_values:
                continue
            self.compiler.clean()
            self.compiler.run("-o", "out", self.compiler.write(dumps(description)))
            if self.readers.check(self.compiler.out, expected.Expected(FACTS, description)):
                missed.append(f"{release} {stack}: differs unspoilt")
            for what, change in changes.items():
                other = copy.deepcopy(description)
                change(other)
                if not self.readers.check(self.compiler.out, expected.Expected(FACTS, other)):
                    missed.append(f"{release} {stack}: another {what} went unseen")
        return missed


def odd_names(made):
    """The marker names the description's file: whatever that is called, it stays a comment."""
    failures = []
    names = ["a b.json", "x\nimport os.json", "x\r.json", "$(exit 1)`.json", "é\u2028.json", "# -*- coding: utf-16 -*-.json",
             "'.json", "%s.json", "\x1b[31m.json", "x" * 240, "(.json"]
    for release, stack in (("3.2", "xend"), ("4.4", "xend"), ("4.17", "xl")):
        description = descriptions.make(FACTS, 3, release, stack)
        for name in names:
            made.compiler.clean()
            status, _, errors, trouble = made.compiler.run("-o", "out", made.compiler.write(dumps(description), name))
            if trouble or status != 0:
                failures.append(f"{name!r}: {trouble or errors!r}")
                continue
            found = made.readers.check(made.compiler.out, expected.Expected(FACTS, expected.load(dumps(description))))
            failures += [f"{name!r}: {words}" for words in found]
    return failures


def run(report, folder):
    made = Trees(folder)
    each = cases(14)
    for release, stack in FACTS.targets():
        if stack == "xl" and not made.readers.xl_values:
            report.skip(f"tree {release} xl", "no libxlutil to build with (libxen-dev)")
            continue
        failures = []
        for seed in range(each):
            seed += int(SEED) * 1000003
            found = made.one(seed, release, stack)
            failures += [f"seed {seed}: {words}" for words in found]
            if seed % 4 == 0:
                failures += [f"seed {seed}: {words}" for words in made.other(seed, release, stack)]
        report.check(f"tree {release} {stack}", failures)
    report.check("tree spoilt", made.spoilt())
    report.check("tree odd-names", odd_names(made))
    if not made.readers.python2:
        report.skip("tree python2", "no Python 2 that runs; Python 3 read the .cfg files of xend")
    if not shutil.which("shellcheck"):
        report.skip("wrapper shellcheck", "no shellcheck")
    elif made.wrappers:
        done = subprocess.run(["shellcheck", *made.wrappers.values()], capture_output=True, text=True)
        report.check("wrapper shellcheck", [done.stdout + done.stderr] if done.returncode else [])
