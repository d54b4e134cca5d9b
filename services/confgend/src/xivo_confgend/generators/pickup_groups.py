# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may take whose calls with the group interception number (ADM-213, ADM-216)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ..snapshot import Row, Snapshot

Options = tuple[tuple[str, str], ...]


def pickup_options(snapshot: Snapshot) -> dict[int, Options]:
    """By user, what his endpoints say: the groups that his calls belong to, and those that he may take calls of."""
    intercepted: dict[int, list[str]] = defaultdict(list)
    intercepts: dict[int, list[str]] = defaultdict(list)
    members = {
        kind: {row["id"]: [member["user_id"] for member in row.get("users", ())] for row in snapshot.rows(kind)}
        for kind in ("groups", "queues")
    }
    for row in snapshot.rows("pickups"):
        if row["enabled"]:
            name = f"pickup-{row['id']}"
            for user_id in _users(row["intercepted"], members):
                intercepted[user_id].append(name)
            for user_id in _users(row["interceptors"], members):
                intercepts[user_id].append(name)
    return {user_id: _options(intercepted[user_id], intercepts[user_id]) for user_id in {*intercepted, *intercepts}}


def _users(side: Row, members: dict[str, dict[int, list[int]]]) -> set[int]:
    """Persons, and those who are in the groups and queues."""
    return set(side["users"]).union(*_members(side, members))


def _members(side: Row, members: dict[str, dict[int, list[int]]]) -> Iterator[list[int]]:
    for kind, of_kind in members.items():
        for identifier in side[kind]:
            yield of_kind.get(identifier, [])


def _options(intercepted: list[str], intercepts: list[str]) -> Options:
    both = (("named_call_group", intercepted), ("named_pickup_group", intercepts))
    return tuple((key, ",".join(names)) for key, names in both if names)
