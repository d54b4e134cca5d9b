# SPDX-License-Identifier: GPL-3.0-or-later
"""Configuration services of plugins whose values outlive the process."""

from __future__ import annotations

import json
import os
from typing import Any


class InvalidParameterError(Exception):
    """No such parameter, or not a value for it."""


class JsonConfigPersister:
    """Values by name in a JSON file, which must be below the plugin's ``var``."""

    def __init__(self, filename: str) -> None:
        self._filename = filename

    def load(self) -> dict[str, Any]:
        try:
            with open(self._filename, encoding="utf-8") as file:
                values = json.load(file)
        except FileNotFoundError:
            return {}
        return values if isinstance(values, dict) else {}

    def update(self, name: str, value: Any) -> None:
        values = self.load()
        values[name] = value
        temporary = f"{self._filename}.tmp"
        with open(temporary, "w", encoding="utf-8") as file:
            json.dump(values, file)
        os.replace(temporary, self._filename)


class PersistentConfigureServiceDecorator:
    """A configuration service that gets its values back when it is made."""

    def __init__(self, cfg_srv: Any, cfg_persister: JsonConfigPersister) -> None:
        self._service = cfg_srv
        self._persister = cfg_persister
        for name, value in cfg_persister.load().items():
            cfg_srv.set(name, value)

    def get(self, name: str) -> Any:
        return self._service.get(name)

    def set(self, name: str, value: Any) -> None:
        self._service.set(name, value)
        self._persister.update(name, value)

    @property
    def description(self) -> Any:
        return self._service.description
