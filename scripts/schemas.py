#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The contracts in schemas/, from the code: one OpenAPI document a service, one JSON Schema an event.

``--check`` writes nothing and fails when a committed contract is not what the code says.
"""

import importlib
import json
import pkgutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from xivo_base.openapi import contract
from xivo_base.settings import DaemonSettings
from xivo_bus.event import Event

ROOT = Path(__file__).resolve().parent.parent
SCHEMAS = ROOT / "schemas"
SERVICES = sorted(folder.name for folder in (ROOT / "services").iterdir() if (folder / "pyproject.toml").exists())


def package(service: str) -> str:
    return f"xivo_{service.replace('-', '_')}"


def settings_of(service: str) -> str:
    """The name of the service's own settings class."""
    module = importlib.import_module(f"{package(service)}.settings")
    own = [
        name
        for name, value in vars(module).items()
        if isinstance(value, type) and issubclass(value, DaemonSettings) and value.__module__ == module.__name__
    ]
    if len(own) != 1:
        raise SystemExit(f"{module.__name__} must define one settings class, not {own}")
    return f"{module.__name__}:{own[0]}"


def import_all(service: str) -> None:
    root = importlib.import_module(package(service))
    for module in pkgutil.walk_packages(root.__path__, f"{root.__name__}."):
        if ".alembic" not in module.name and not module.name.endswith(".__main__"):
            importlib.import_module(module.name)


def events(kind: type[Event] = Event) -> Iterator[type[Event]]:
    for subclass in kind.__subclasses__():
        yield from events(subclass)
        if isinstance(getattr(subclass, "name", None), str):
            yield subclass


def event_schema(event: type[Event]) -> dict[str, Any]:
    data: dict[str, Any] = event.model_json_schema() if event.model_fields else {"type": "null"}
    definitions = data.pop("$defs", {})
    data.pop("title", None)
    schema: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": event.name,
        "description": " ".join((event.__doc__ or "").split()),
        "x-publisher": event.__module__.split(".")[0].replace("_", "-"),
        "type": "object",
        "properties": {"name": {"const": event.name}, "origin_uuid": {"type": "string"}, "data": data},
        "required": ["name", "origin_uuid", "data"],
        "additionalProperties": False,
    }
    if isinstance(getattr(event, "routing_key", None), str):
        schema["x-routing-key"] = event.routing_key
    if definitions:
        schema["$defs"] = definitions
    return schema


def contracts() -> dict[Path, str]:
    texts: dict[Path, str] = {}
    for service in SERVICES:
        import_all(service)
        texts[SCHEMAS / "openapi" / f"{service}.yaml"] = contract(
            f"{package(service)}.app:build_app", settings_of(service)
        )
    for event in events():
        if event.__module__.startswith("xivo_") and ".testing" not in event.__module__:
            path = SCHEMAS / "events" / f"{event.name}.json"
            texts[path] = json.dumps(event_schema(event), indent=2, sort_keys=True) + "\n"
    return texts


def main() -> int:
    wanted = contracts()
    present = {*SCHEMAS.glob("openapi/*.yaml"), *SCHEMAS.glob("events/*.json")}
    if "--check" in sys.argv:
        wrong = [path for path, text in wanted.items() if path not in present or path.read_text() != text]
        for path in sorted([*wrong, *(present - wanted.keys())]):
            print(f"{path.relative_to(ROOT)} is not what the code says: run make schemas")
        return 1 if wrong or present - wanted.keys() else 0
    for path in present - wanted.keys():
        path.unlink()
    for path, text in wanted.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
