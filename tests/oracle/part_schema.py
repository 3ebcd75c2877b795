"""part_schema.py - the JSON Schema and compile agree on what is valid.

Where the schema refuses a description compile reports an error; where compile
reports one of form, the schema refuses it as well, if it can tell. Errors of
meaning, such as a MAC used twice, are for compile alone.
"""
import collections
import json
import os
import random

import descriptions
import expected
import mutations
from common import FACTS, SEED, Compiler, cases, dumps

STRUCTURAL = {"XC002", "XC006", "XC007", "XC008", "XC010"}


def findings(output):
    """The findings of --format json; None when that is no JSON."""
    try:
        return json.loads(output)["findings"]
    except (ValueError, KeyError, UnicodeDecodeError):
        return None


def table_of(path):
    """The table and the key that decide about a place, None for other places."""
    words = [step for step in path if isinstance(step, str)]
    if words[:2] == ["host", "options"] and len(words) > 2:
        return "option", words[2]
    if words[:2] == ["guests", "vif"] and len(words) > 2:
        return "vif", words[2]
    if words[:1] in (["guests"], ["defaults"]) and len(words) > 1 and words[1] != "vif":
        return "domu", words[1]
    return None


def types_of(path, description):
    """What decides about a place: the types that its release reads, and those of all; None where no table does."""
    found = table_of(path)
    if not found or found[1] not in FACTS.keys[found[0]]:
        return None
    try:
        wanted = expected.Expected(FACTS, description)
        return set(FACTS.types(*found, wanted.stack, wanted.release)), FACTS.all_types(*found)
    except (KeyError, ValueError, TypeError, AttributeError):
        return set(), FACTS.all_types(*found)


def is_unread(path, description):
    types = types_of(path, description)
    return bool(types) and not types[0]


def release_decides(path, description):
    """Can the schema not tell? It knows all that any release takes, no rule by its name, and no Python."""
    types = types_of(path, description)
    return (path in (("xen",), ("toolstack",)) or path[-1:] == ("rule",) or "extra_cfg" in path
            or bool(types) and types[0] != types[1])


class Agreement:
    def __init__(self, folder, schema):
        import jsonschema
        self.validator = jsonschema.Draft202012Validator(schema)
        self.compiler = Compiler(folder)
        self.counts = collections.Counter()

    def not_all_valid(self):
        """What to say unless all since the last time were valid to both."""
        counts, self.counts = self.counts, collections.Counter()
        return [] if set(counts) == {(False, False)} else [f"refused by (schema, compile): {dict(counts)}"]

    def compare(self, description, path=()):
        """How they disagree, in a few words and in more; None when they do not. What was changed is at path."""
        file = self.compiler.write(dumps(description))
        status, output, errors, trouble = self.compiler.run("--check", "--format", "json", "-o", "out", file)
        found = findings(output)
        if trouble or found is None:
            return "trouble", trouble or f"no JSON: status {status}, {errors[:300]!r}"
        refused = {f["code"]: f["message"] for f in found if f["severity"] == "error"}
        problems = sorted(self.validator.iter_errors(description), key=lambda e: len(e.absolute_path), reverse=True)
        self.counts[bool(problems), bool(refused)] += 1
        if problems and not refused:
            at = list(problems[0].absolute_path)
            kind = "a key that is not read" if is_unread(at, description) else f"{problems[0].validator} {at[-1:]}"
            return kind, f"only the schema refuses it: /{'/'.join(map(str, at))}: {problems[0].message[:200]}"
        structural = [f"{code} {message}" for code, message in refused.items() if code in STRUCTURAL]
        if structural and not problems and not release_decides(path, description):
            return structural[0][:16], f"only compile refuses it: {structural[0]}"
        return None


def examples(agreement):
    failures = []
    for name in sorted(os.listdir("examples")):
        path = f"examples/{name}/host.json"
        if os.path.exists(path):
            with open(path, encoding="utf-8") as file:
                words = agreement.compare(json.load(file))
            failures += [f"{path}: {words[1]}"] if words else []
    return failures + agreement.not_all_valid()


def generated(agreement):
    failures = []
    for release, stack in FACTS.targets():
        for seed in range(cases(6)):
            words = agreement.compare(descriptions.make(FACTS, f"{SEED}-{seed}", release, stack))
            failures += [f"seed {SEED}-{seed} {release} {stack}: {words[1]}"] if words else []
    return failures + agreement.not_all_valid()


def mutated(agreement):
    """One failure for each way to disagree: how often, and the first."""
    groups = {}
    agreement.counts.clear()
    r = random.Random(SEED)
    for number in range(cases(2500)):
        release, stack = r.choice(FACTS.targets())
        what, path, changed = mutations.structural(r, descriptions.make(FACTS, f"{SEED}-{number}", release, stack))
        words = agreement.compare(changed, path)
        if words:
            at = "/".join("*" if isinstance(step, int) else str(step) for step in path)
            try:
                now = json.dumps(mutations.inner(changed, path))[:60]
            except (KeyError, IndexError, TypeError):
                now = "gone"
            groups.setdefault(words[0], []).append(f"{release} {stack} {what} at {at}, now {now}: {words[1]}")
    failures = [f"{len(group)} such: {group[0]}" for group in sorted(groups.values(), key=len, reverse=True)]
    if min(agreement.counts[True, True], agreement.counts[False, False]) < agreement.counts.total() // 10:
        failures.append(f"nearly all alike, the changes are of no use: {agreement.counts}")
    return failures


def run(report, folder):
    try:
        import jsonschema
    except ImportError:
        report.skip("schema and compile", "no python3-jsonschema")
        return
    with open("schema/host.schema.json", encoding="utf-8") as file:
        schema = json.load(file)
    try:
        jsonschema.Draft202012Validator.check_schema(schema)
        named = schema.get("$schema")
        report.check("schema is 2020-12", [] if named == jsonschema.Draft202012Validator.META_SCHEMA["$id"] else [named])
    except jsonschema.SchemaError as error:
        report.check("schema is 2020-12", [error.message])
        return
    agreement = Agreement(folder, schema)
    report.check("schema and compile: examples", examples(agreement))
    report.check("schema and compile: generated", generated(agreement))
    report.check("schema and compile: mutated", mutated(agreement))
