# SPDX-License-Identifier: GPL-3.0-or-later
"""What the check of contracts against the last release finds (API-209)."""

import copy
import importlib.util
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).resolve().parents[3] / "scripts" / "compatibility.py"
ITEM = {"type": "object", "properties": {"id": {"type": "integer"}, "name": {"type": "string"}}, "required": ["id"]}
DOCUMENT: dict[str, Any] = {
    "paths": {
        "/users": {
            "post": {
                "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Create"}}}},
                "responses": {"201": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/V"}}}}},
            },
            "get": {"responses": {"200": {"content": {"application/json": {"schema": ITEM}}}}},
        }
    },
    "components": {
        "schemas": {"V": ITEM, "Create": {"type": "object", "properties": {"name": {"type": "string"}}, "required": []}}
    },
}


@pytest.fixture
def compatibility() -> Any:
    spec = importlib.util.spec_from_file_location("compatibility", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def found(compatibility: Any, changed: dict[str, Any]) -> list[str]:
    return list(compatibility.broken(compatibility.Contract(DOCUMENT), compatibility.Contract(changed)))


def test_additions_are_no_break(compatibility: Any) -> None:  # API-209
    changed = copy.deepcopy(DOCUMENT)
    changed["paths"]["/lines"] = {"get": {"responses": {}}}
    changed["components"]["schemas"]["V"]["properties"]["new"] = {"type": "string"}
    changed["components"]["schemas"]["Create"]["properties"]["new"] = {"type": "string"}
    assert found(compatibility, changed) == []


def test_what_goes_or_changes_its_type_is_named(compatibility: Any) -> None:  # API-209
    changed = copy.deepcopy(DOCUMENT)
    del changed["paths"]["/users"]["get"]
    del changed["components"]["schemas"]["V"]["properties"]["name"]
    changed["components"]["schemas"]["V"]["properties"]["id"] = {"type": "string"}
    create = changed["components"]["schemas"]["Create"]
    create["properties"] = {"name": {"type": "integer"}, "entity": {"type": "string"}}
    create["required"] = ["entity"]
    assert sorted(found(compatibility, changed)) == [
        "GET /users is gone",
        "POST /users: entity is required now",
        "POST /users: id was integer and is string",
        "POST /users: its answer has no name any more",
        "POST /users: name took string and takes integer",
    ]


def test_more_types_in_a_body_and_fewer_in_an_answer_are_no_break(compatibility: Any) -> None:
    changed = copy.deepcopy(DOCUMENT)
    either = {"anyOf": [{"type": "string"}, {"type": "null"}]}
    changed["components"]["schemas"]["Create"]["properties"]["name"] = either
    changed["components"]["schemas"]["V"]["properties"]["name"] = {"type": "string"}
    assert found(compatibility, changed) == []
