# SPDX-License-Identifier: GPL-3.0-or-later
"""What confd has, as its own description tells: nouns, what can be done with them, which fields they have."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from xivo_clients.confd_calls import PREFIX

Schema = Mapping[str, Any]
_PARAMETER = re.compile(r"\{[^{}]+\}")
_LISTED = frozenset({"search", "order", "direction", "limit", "skip"})


@dataclass(frozen=True, slots=True)
class Field:
    """``kinds`` are JSON types; ``nullable`` ones take null."""

    name: str
    kinds: frozenset[str]
    required: bool
    description: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Noun:
    """A path below /1.1 with the verbs that it knows; ``users/3/cti`` is one as ``users`` is."""

    path: str
    verbs: frozenset[str]
    summary: str
    fields: Mapping[str, tuple[Field, ...]] = field(default_factory=dict)
    parameters: tuple[str, ...] = ()
    """Of its list, besides those of all lists."""
    acts_by: str = "POST"
    """The method of `do`."""


class Catalogue:
    def __init__(self, description: Mapping[str, Any]) -> None:
        self._paths: Mapping[str, Mapping[str, Any]] = {
            path.removeprefix(f"{PREFIX}/"): operations
            for path, operations in description.get("paths", {}).items()
            if path.startswith(f"{PREFIX}/")
        }
        self._schemas: Mapping[str, Schema] = description.get("components", {}).get("schemas", {})

    def names(self) -> list[str]:
        """The nouns without ids, in the order of the alphabet."""
        nouns = {path for path in self._paths if "{" not in path}
        return sorted(name for name in nouns if self._verbs(name))

    def find(self, path: str) -> Noun | None:
        path = path.strip("/")
        template = self._template(path)
        if template is None:
            return None
        verbs = self._verbs(template)
        fields = {
            verb: tuple(self._fields(operation)) for verb, operation in verbs.items() if verb in {"create", "update"}
        }
        operation: Mapping[str, Any] = next(iter(verbs.values()), {})
        listed = verbs.get("list", {}).get("parameters", [])
        own = tuple(one["name"] for one in listed if one["in"] == "query" and one["name"] not in _LISTED)
        acts_by = "POST" if "post" in self._paths[template] else "PUT"
        return Noun(path, frozenset(verbs), ", ".join(operation.get("tags", [])), fields, own, acts_by)

    def _template(self, path: str) -> str | None:
        for template in sorted(self._paths, key=lambda known: (known.count("{"), known)):
            pattern = "/".join(
                "[^/]+" if _PARAMETER.fullmatch(part) else re.escape(part) for part in template.split("/")
            )
            if re.fullmatch(pattern, path) and self._verbs(template):
                return template
        return None

    def _verbs(self, template: str) -> dict[str, Any]:
        """Each verb with the operation that does it."""
        here = self._paths.get(template, {})
        of_one = next((operations for path, operations in self._paths.items() if _is_member_of(path, template)), None)
        verbs: dict[str, Any] = {}
        is_list = "get" in here and self._is_list(here["get"])
        if is_list:
            verbs["list"] = here["get"]
        elif "get" in here and self._is_page(template) and self._answers_json(here["get"]):
            verbs["get"] = here["get"]
        if "post" in here:
            if self._has_json(here["post"]):
                verbs["create"] = here["post"]
            elif "requestBody" not in here["post"]:
                verbs["do"] = here["post"]
        if "put" in here and self._is_page(template):
            if self._has_json(here["put"]):
                verbs["update"] = here["put"]
            elif "get" not in here:
                verbs["do"] = here["put"]  # it has no fields, as when a template of keys is given to a user
        if "delete" in here and "get" in verbs:
            verbs["delete"] = here["delete"]
        if of_one and (is_list or "post" in here):
            for verb, method in (("get", "get"), ("update", "put"), ("delete", "delete")):
                # the template of a user's keys is put without fields: that is no update
                if method in of_one and (verb != "update" or self._has_json(of_one[method])):
                    verbs.setdefault(verb, of_one[method])
        return verbs

    def is_single(self, path: str) -> bool:
        """Whether a noun is one object, which has no id of its own."""
        template = self._template(path.strip("/"))
        return template is not None and self._is_page(template)

    def _is_page(self, template: str) -> bool:
        """One object at this path; what is below it, as a user's services, is part of it."""
        if not any(_is_member_of(known, template) for known in self._paths):
            return True
        here = self._paths.get(template, {})
        return "get" in here and "post" not in here and not self._is_list(here["get"])

    def _is_list(self, operation: Mapping[str, Any]) -> bool:
        answer = operation.get("responses", {}).get("200", {}).get("content", {}).get("application/json", {})
        return "items" in self._resolved(answer.get("schema", {})).get("properties", {})

    def _answers_json(self, operation: Mapping[str, Any]) -> bool:
        return "application/json" in operation.get("responses", {}).get("200", {}).get("content", {})

    def _has_json(self, operation: Mapping[str, Any]) -> bool:
        return "application/json" in operation.get("requestBody", {}).get("content", {})

    def _fields(self, operation: Mapping[str, Any]) -> Iterator[Field]:
        schema = self._resolved(operation["requestBody"]["content"]["application/json"].get("schema", {}))
        required = set(schema.get("required", []))
        for name, described in schema.get("properties", {}).items():
            choices = self._choices(described)
            yield Field(
                name,
                frozenset(self._kinds(described)),
                name in required,
                described.get("description", ""),
                tuple(str(choice) for choice in choices),
            )

    def _kinds(self, schema: Schema) -> Iterator[str]:
        schema = self._resolved(schema)
        kind = schema.get("type")
        if isinstance(kind, str):
            yield kind
        elif isinstance(kind, list):
            yield from kind
        elif "enum" in schema or "const" in schema:
            yield "string"
        for choice in [*schema.get("anyOf", []), *schema.get("oneOf", []), *schema.get("allOf", [])]:
            yield from self._kinds(choice)

    def _choices(self, schema: Schema) -> list[Any]:
        schema = self._resolved(schema)
        found = list(schema.get("enum", []))
        for choice in schema.get("anyOf", []):
            found += self._choices(choice)
        return found

    def _resolved(self, schema: Schema) -> Schema:
        while "$ref" in schema:
            schema = self._schemas.get(schema["$ref"].rpartition("/")[2], {})
        return schema


def _is_member_of(path: str, template: str) -> bool:
    rest = path.removeprefix(f"{template}/")
    return rest != path and _PARAMETER.fullmatch(rest) is not None
