#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Within one version of an API nothing goes and nothing changes its type (API-209).

Compares schemas/openapi with schemas/released, the contracts of the last release. ``--release`` makes today's
contracts those of a release.
"""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
TODAY, RELEASED = ROOT / "schemas" / "openapi", ROOT / "schemas" / "released"
METHODS = ("get", "post", "put", "delete", "head")
Json = dict[str, Any]


class Contract:
    """One OpenAPI document, with its references followed."""

    def __init__(self, document: Json) -> None:
        self._document = document

    def operations(self) -> Iterator[tuple[str, Json]]:
        for path, methods in self._document["paths"].items():
            for method in METHODS:
                if method in methods:
                    yield f"{method.upper()} {path}", methods[method]

    def resolved(self, schema: Json) -> Json:
        while "$ref" in schema:
            target: Any = self._document
            for part in schema["$ref"].removeprefix("#/").split("/"):
                target = target[part]
            schema = target
        return schema

    def answer(self, operation: Json) -> Json | None:
        """The schema of the operation's JSON answer, if it has one."""
        for status, response in operation["responses"].items():
            if status.startswith("2"):
                schema = response.get("content", {}).get("application/json", {}).get("schema")
                return self.resolved(schema) if schema else None
        return None

    def body(self, operation: Json) -> Json | None:
        schema = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
        return self.resolved(schema) if schema else None


def kind(contract: Contract, schema: Json) -> frozenset[str]:
    """The JSON types that a value may have."""
    schema = contract.resolved(schema)
    choices = schema.get("anyOf") or schema.get("oneOf")
    if choices:
        return frozenset().union(*(kind(contract, choice) for choice in choices))
    found = schema.get("type", "any")
    return frozenset(found if isinstance(found, list) else [found])


def broken(old: Contract, new: Contract) -> Iterator[str]:
    """What clients of the old contract would miss in the new one."""
    today = dict(new.operations())
    for name, operation in old.operations():
        if name not in today:
            yield f"{name} is gone"
            continue
        yield from _broken_answer(name, (old, old.answer(operation)), (new, new.answer(today[name])))
        yield from _broken_body(name, (old, old.body(operation)), (new, new.body(today[name])))


def _broken_answer(name: str, old: tuple[Contract, Json | None], new: tuple[Contract, Json | None]) -> Iterator[str]:
    for field, before, after in _properties(old, new):
        if after is None:
            yield f"{name}: its answer has no {field} any more"
        elif not after <= before | {"null"}:
            yield f"{name}: {field} was {_said(before)} and is {_said(after)}"


def _broken_body(name: str, old: tuple[Contract, Json | None], new: tuple[Contract, Json | None]) -> Iterator[str]:
    for field, before, after in _properties(old, new):
        if after is None:
            yield f"{name}: does not take {field} any more"
        elif not before <= after:
            yield f"{name}: {field} took {_said(before)} and takes {_said(after)}"
    required = set((new[1] or {}).get("required", ())) - set((old[1] or {}).get("required", ()))
    for field in sorted(required):
        yield f"{name}: {field} is required now"


def _properties(
    old: tuple[Contract, Json | None], new: tuple[Contract, Json | None]
) -> Iterator[tuple[str, frozenset[str], frozenset[str] | None]]:
    """Each property of the old schema with its types then and now."""
    now = (new[1] or {}).get("properties", {})
    for field, schema in ((old[1] or {}).get("properties", {})).items():
        yield field, kind(old[0], schema), kind(new[0], now[field]) if field in now else None


def _said(types: frozenset[str]) -> str:
    return " or ".join(sorted(types))


def main() -> int:
    if "--release" in sys.argv:
        shutil.rmtree(RELEASED, ignore_errors=True)
        shutil.copytree(TODAY, RELEASED)
        return 0
    found = [
        f"{released.stem}: {problem}"
        for released in sorted(RELEASED.glob("*.yaml"))
        for problem in broken(
            *(Contract(yaml.safe_load(path.read_text())) for path in (released, TODAY / released.name))
        )
    ]
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
