#!/usr/bin/python3
"""schema.py SCHEMA FILE...: do the files keep to the JSON Schema?

Prints a line a file: "FILE valid", or "FILE invalid: PATH: MESSAGE" for the
error that comes first. Exits with 0 when all are valid, 1 when one is not, 2
when the schema itself is no JSON Schema 2020-12. Needs python3-jsonschema.
"""
import json
import sys

import jsonschema


def place(error):
    return "/" + "/".join(str(step) for step in error.absolute_path)


def check(validator, name):
    try:
        with open(name, encoding="utf-8") as file:
            value = json.load(file)
    except ValueError as error:
        return f"not JSON: {error}"
    errors = sorted(validator.iter_errors(value), key=lambda e: [str(step) for step in e.absolute_path])
    return f"{place(errors[0])}: {errors[0].message}" if errors else None


def main(schema_name, *names):
    with open(schema_name, encoding="utf-8") as file:
        schema = json.load(file)
    kind = jsonschema.Draft202012Validator
    try:
        kind.check_schema(schema)
    except jsonschema.SchemaError as error:
        print(f"{schema_name}: {place(error)}: {error.message}", file=sys.stderr)
        return 2
    if schema.get("$schema") != kind.META_SCHEMA["$id"]:
        print(f"{schema_name}: its $schema is not {kind.META_SCHEMA['$id']}", file=sys.stderr)
        return 2
    status = 0
    for name in names:
        problem = check(kind(schema), name)
        print(f"{name} invalid: {problem}" if problem else f"{name} valid")
        status |= problem is not None
    return status


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
