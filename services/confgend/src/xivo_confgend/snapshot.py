# SPDX-License-Identifier: GPL-3.0-or-later
"""confd's snapshot, with the joins that generators need."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import Any

Row = dict[str, Any]


class Snapshot:
    """One consistent state of the configuration; never changed once made."""

    def __init__(self, data: dict[str, Any]) -> None:
        self._data = data
        self.version: int = data["version"]
        self.live_reload: bool = data["live_reload"]
        self.settings: Row = data["settings"]
        self.contexts: list[Row] = data["contexts"]
        self.lines: list[Row] = data["lines"]
        self.users: dict[int, Row] = {user["id"]: user for user in data["users"]}
        self.extensions: dict[int, Row] = {extension["id"]: extension for extension in data["extensions"]}
        self._lines_by_id = {line["id"]: line for line in self.lines}
        self._main_user: dict[int, int] = {}
        self._user_lines: dict[int, list[Row]] = defaultdict(list)
        self._line_extensions: dict[int, list[int]] = defaultdict(list)
        for link in sorted(data["user_lines"], key=lambda link: not link.get("main_line", True)):
            if link["line_id"] in self._lines_by_id:
                self._user_lines[link["user_id"]].append(self._lines_by_id[link["line_id"]])
            if link["main_user"]:
                self._main_user[link["line_id"]] = link["user_id"]
        for link in data["line_extensions"]:
            self._line_extensions[link["line_id"]].append(link["extension_id"])

    def rows(self, plural: str) -> list[Row]:
        """The objects of one of confd's declared resources, in the order of their ids."""
        rows: list[Row] = self._data.get(plural, [])
        return rows

    def main_user(self, line_id: int) -> Row | None:
        user_id = self._main_user.get(line_id)
        return self.users.get(user_id) if user_id is not None else None

    def is_watched(self, line: Row) -> bool:
        """Whether others may see the state of the line: its user lets them, and the channel driver tells (CC-122)."""
        user = self.main_user(line["id"])
        return line["protocol"] != "custom" and (user is None or bool(user.get("supervision_enabled", True)))

    @cached_property
    def unwatched_extensions(self) -> frozenset[int]:
        """Numbers of lines without a lamp."""
        watched: dict[int, bool] = defaultdict(bool)
        for extension, line in self.numbers():
            watched[extension["id"]] |= self.is_watched(line)
        return frozenset(identifier for identifier, shown in watched.items() if not shown)

    def lines_of(self, user_id: int) -> list[Row]:
        """The user's lines in service, his main line first."""
        return [line for line in self._user_lines.get(user_id, ()) if line["enabled"]]

    def interface_of(self, user_id: int) -> str | None:
        """What rings the user's main line, as `Dial` and `Queue` name it; None without a line in service."""
        line = next((line for line in self.lines_of(user_id) if line["protocol"] in ("sip", "custom")), None)
        return interface(line) if line else None

    def extensions_of(self, line_id: int) -> list[Row]:
        """The line's extensions that are in service."""
        found = (self.extensions[identifier] for identifier in self._line_extensions.get(line_id, ()))
        return [extension for extension in found if not extension["commented"]]

    def numbers(self) -> list[tuple[Row, Row]]:
        """(extension, line) of every number that leads to a line in service, by context and number."""
        pairs = [
            (extension, self._lines_by_id[line_id])
            for line_id in self._line_extensions
            for extension in self.extensions_of(line_id)
            if line_id in self._lines_by_id
        ]
        return sorted(pairs, key=lambda pair: (pair[0]["context"], pair[0]["exten"], pair[1]["id"]))


def interface(line: Row) -> str:
    """What Dial() rings: an endpoint, or what the name of the line says already (API-088)."""
    return f"PJSIP/{line['name']}" if line["protocol"] == "sip" else str(line["name"])
