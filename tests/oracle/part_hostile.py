"""part_hostile.py - changed descriptions: compile says no, or writes what is as safe as ever."""
import collections
import os
import random
import shutil
import sys

import descriptions
import expected
import mutations
from common import FACTS, SEED, Compiler, cases, dumps, new_readers


class Hostile:
    def __init__(self, folder):
        self.compiler = Compiler(folder)
        self.readers = new_readers(folder)
        self.counts = collections.Counter()

    def one(self, text):
        """What is wrong with how compile took the text."""
        path = self.compiler.write(text)
        self.compiler.clean()
        status, output, errors, trouble = self.compiler.run("--check", "-o", "out", path)
        self.counts[status] += 1
        if trouble:
            return [trouble]
        if os.path.lexists(self.compiler.out):
            return ["--check wrote something"]
        if not output.startswith(b"missing "):
            return [] if errors else [f"status {status} without a word"]
        try:
            description = expected.load(text.decode("utf-8"))
        except ValueError as error:
            return [f"Python says that it is no JSON: {error}"]
        if "Infinity" in repr(description):
            return []
        self.counts["written"] += 1
        status, _, errors, trouble = self.compiler.run("-o", "out", path)
        if trouble or status != 0:
            return [trouble or f"--check would write it, but: {errors.decode('utf-8', 'replace')[:600]}"]
        wanted = expected.Expected(FACTS, description)
        if wanted.stack == "xl" and not self.readers.xl_values:
            return []
        return self.readers.check(self.compiler.out, wanted)


def run(report, folder):
    hostile = Hostile(folder)
    for name, change, usual in (("bytes", None, 2000), ("strings", mutations.hostile_value, 1200)):
        failures = []
        hostile.counts.clear()
        r = random.Random(f"{SEED} {name}")
        for number in range(cases(usual)):
            release, stack = r.choice(FACTS.targets())
            description = descriptions.make(FACTS, f"{SEED}-{number}", release, stack)
            if change:
                text = change(r, description)
            else:
                text = mutations.bytewise(r, dumps(description, r.random() < 0.5))
            try:
                found = hostile.one(text)
            except Exception as error:  # a reader that did not expect this is a failure as well
                found = [f"{type(error).__name__}: {error}"]
            if found:
                failures.append(f"number {number}, {release} {stack}: {found[0]}")
                if os.environ.get("ORACLE_KEEP"):
                    shutil.copy(os.path.join(folder, "host.json"),
                                os.path.join(os.environ["ORACLE_KEEP"], f"{name}-{number}.json"))
        if hostile.counts["written"] < cases(usual) // 50:
            failures.append(f"hardly any was valid: {hostile.counts}")
        if os.environ.get("ORACLE_COUNTS"):
            print(dict(hostile.counts), file=sys.stderr)
        report.check(f"hostile {name}", failures)
