# SPDX-License-Identifier: GPL-3.0-or-later
"""Call permissions: may this caller dial that number (ADM-086 to ADM-095)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from xivo_agid.destinations import Variables
from xivo_agid.patterns import matches
from xivo_agid.snapshot import Row, Snapshot

ALLOW, DENY, PASSWORD, CAPPED = "ALLOW", "DENY", "PASSWORD", "CAPPED"


@dataclass(frozen=True, slots=True)
class Verdict:
    """``permissions`` are those whose password lets the call go on."""

    authorization: str
    permissions: tuple[int, ...] = ()

    @property
    def variables(self) -> Variables:
        """What the dialplan's ``xivo-authorize`` looks at."""
        return {
            "XIVO_AUTHORIZATION": self.authorization,
            "XIVO_CALL_PERMISSIONS": "&".join(str(identifier) for identifier in self.permissions),
        }


ALLOWED = Verdict(ALLOW)


@dataclass(frozen=True, slots=True)
class _Index:
    """The enabled permissions by what they are applied to."""

    users: dict[int, list[Row]] = field(default_factory=lambda: defaultdict(list))
    groups: dict[int, list[Row]] = field(default_factory=lambda: defaultdict(list))
    incalls: dict[int, list[Row]] = field(default_factory=lambda: defaultdict(list))
    outcalls: dict[int, list[Row]] = field(default_factory=lambda: defaultdict(list))
    groups_of_user: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))


class Permissions:
    """Answers from the snapshot; what it looks up in is made once for each, for all handlers."""

    def __init__(self) -> None:
        self._snapshot: Snapshot | None = None
        self._index = _Index()

    def of_caller(self, snapshot: Snapshot, user_id: int | None, number: str, outcall_id: int | None = None) -> Verdict:
        """Levels in their order: the user, his groups, the outgoing call (ADM-093)."""
        index = self._indexed(snapshot)
        groups = index.groups_of_user.get(user_id, ()) if user_id is not None else ()
        levels = (
            index.users.get(user_id, ()) if user_id is not None else (),
            [permission for group in groups for permission in index.groups.get(group, ())],
            index.outcalls.get(outcall_id, ()) if outcall_id is not None else (),
        )
        return _decide(levels, number)

    def of_incall(self, snapshot: Snapshot, incall_id: int, caller_number: str) -> Verdict:
        """For incoming calls it is the caller's number that a permission names (ADM-092)."""
        return _decide([self._indexed(snapshot).incalls.get(incall_id, ())], caller_number)

    def _indexed(self, snapshot: Snapshot) -> _Index:
        if self._snapshot is not snapshot:
            self._index, self._snapshot = _index(snapshot), snapshot
        return self._index


def _decide(levels: Iterable[Iterable[Row]], number: str) -> Verdict:
    """The first level with a permission for the number decides; inside it one *allow* is enough (ADM-093)."""
    for level in levels:
        found = [row for row in level if any(matches(pattern, number) for pattern in row["extensions"])]
        if any(row["mode"] == "allow" for row in found):
            return ALLOWED
        if found:
            with_password = tuple(row["id"] for row in found if row.get("password_hash"))
            return Verdict(PASSWORD, with_password) if with_password else Verdict(DENY)
    return ALLOWED


def _index(snapshot: Snapshot) -> _Index:
    index = _Index()
    for row in snapshot.rows("call_permissions"):
        if not row["enabled"]:
            continue
        for kind in ("users", "groups", "incalls", "outcalls"):
            by_id: dict[int, list[Row]] = getattr(index, kind)
            for identifier in row[kind]:
                by_id[identifier].append(row)
    for group in snapshot.rows("groups"):
        for member in group["users"]:
            index.groups_of_user[member["user_id"]].append(group["id"])
    return index
