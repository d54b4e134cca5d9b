# SPDX-License-Identifier: GPL-3.0-or-later
"""confd's snapshot, indexed for the questions of a call. Immutable: a new configuration is a new object."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, Self

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    id: int
    name: str
    provisioning_code: str | None
    protocol: str = "sip"

    @property
    def interface(self) -> str:
        """What Dial() rings: an endpoint, or what the name of the line says already."""
        return f"PJSIP/{self.name}" if self.protocol == "sip" else self.name


@dataclass(frozen=True, slots=True)
class User:
    """A user as a call sees it. `lines` are those that ring, the main line first."""

    id: int
    uuid: str
    name: str
    number: str | None
    context: str | None
    """Where his number is."""
    ring_seconds: int
    simultaneous_calls: int
    dnd: bool
    enabled: bool
    lines: tuple[Line, ...]

    @property
    def interface(self) -> str:
        """What Dial() rings."""
        return "&".join(line.interface for line in self.lines) if self.enabled else ""


@dataclass(frozen=True, slots=True)
class Snapshot:
    version: int
    users: Mapping[int, User] = field(repr=False)
    lines_by_code: Mapping[str, Line] = field(repr=False)
    users_by_number: Mapping[tuple[str, str], int] = field(repr=False, default_factory=dict)
    """Extension and context of each number that rings a user."""
    users_by_interface: Mapping[str, int] = field(repr=False, default_factory=dict)
    """Whose telephone is `PJSIP/abcd`."""
    watched_func_keys: tuple[Row, ...] = field(repr=False, default=())
    """Function keys with a lamp of their own: `user_id` and confd's `destination`."""
    settings: Mapping[str, Any] = field(repr=False, default_factory=dict)
    objects: Mapping[str, Mapping[int, Row]] = field(repr=False, default_factory=dict)

    def one(self, plural: str, identifier: str | int | None) -> Row | None:
        """The object of that id, also as the dialplan writes it; None when there is none."""
        if isinstance(identifier, str):
            identifier = int(identifier) if identifier.isdecimal() else None
        return self.objects.get(plural, {}).get(identifier) if identifier is not None else None

    def rows(self, plural: str) -> Iterable[Row]:
        """The objects of one of confd's declared resources, in the order of their ids."""
        return self.objects.get(plural, {}).values()

    def user_at(self, exten: str, context: str) -> User | None:
        """Whom a number rings when it is dialled in that context, which may include others."""
        includes = {row["name"]: row.get("includes") or () for row in self.rows("contexts")}
        seen, left = {context}, [context]
        while left:
            name = left.pop(0)
            if (user_id := self.users_by_number.get((exten, name))) is not None:
                return self.users.get(user_id)
            further = [included for included in includes.get(name, ()) if included not in seen]
            seen.update(further)
            left += further
        return None

    def user_on(self, channel: str) -> User | None:
        """Whose telephone has this channel, as ``PJSIP/abcd-0000001f``."""
        user_id = self.users_by_interface.get(channel.rpartition("-")[0])
        return self.users.get(user_id) if user_id is not None else None

    @classmethod
    def parse(cls, document: Mapping[str, Any]) -> Self:
        """Raises LookupError, TypeError or ValueError when `document` is no snapshot."""
        lines = {
            row["id"]: Line(row["id"], row["name"], row.get("provisioning_extension"), row.get("protocol", "sip"))
            for row in document["lines"]
            if row.get("enabled", True)
        }
        extens = {
            row["id"]: (row["exten"], row["context"]) for row in document["extensions"] if not row.get("commented")
        }
        numbers: dict[int, tuple[str, str]] = {}
        for row in document["line_extensions"]:
            if row["extension_id"] in extens:
                numbers.setdefault(row["line_id"], extens[row["extension_id"]])
        owners = {row["line_id"]: row["user_id"] for row in document["user_lines"] if row.get("main_user", True)}
        users_by_number = {
            extens[row["extension_id"]]: owners[row["line_id"]]
            for row in document["line_extensions"]
            if row["extension_id"] in extens and row["line_id"] in owners
        }
        of_user: dict[int, list[Line]] = defaultdict(list)
        for row in sorted(document["user_lines"], key=lambda row: not row["main_line"]):
            if row["line_id"] in lines:
                of_user[row["user_id"]].append(lines[row["line_id"]])
        return cls(
            version=int(document["version"]),
            users={row["id"]: _user(row, of_user[row["id"]], numbers) for row in document["users"]},
            lines_by_code={line.provisioning_code: line for line in lines.values() if line.provisioning_code},
            users_by_number=users_by_number,
            users_by_interface={lines[line].interface: user for line, user in owners.items() if line in lines},
            watched_func_keys=tuple(document.get("watched_func_keys", ())),
            settings=document.get("settings", {}),
            objects={
                plural: {row["id"]: row for row in rows}
                for plural, rows in document.items()
                if isinstance(rows, list) and rows and "id" in rows[0]
            },
        )


class Configuration(Protocol):
    """The newest snapshot; None before the first."""

    @property
    def current(self) -> Snapshot | None: ...


def _user(row: Mapping[str, Any], lines: list[Line], numbers: Mapping[int, tuple[str, str]]) -> User:
    full_name = " ".join(part for part in (row.get("firstname"), row.get("lastname")) if part)
    number, context = next((numbers[line.id] for line in lines if line.id in numbers), (None, None))
    return User(
        id=row["id"],
        uuid=row["uuid"],
        name=(row.get("caller_id") or "").strip().strip('"') or full_name,
        number=number,
        context=context,
        ring_seconds=row["ring_seconds"],
        simultaneous_calls=row["simultaneous_calls"],
        dnd=bool(row.get("dnd_enabled")),
        enabled=bool(row.get("enabled", True)),
        lines=tuple(lines),
    )
