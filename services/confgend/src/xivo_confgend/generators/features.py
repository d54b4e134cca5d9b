# SPDX-License-Identifier: GPL-3.0-or-later
"""The part of extensions.conf with the numbers of services: star codes, parking, and what the library asks for."""

from __future__ import annotations

from collections.abc import Iterator

from xivo_asterisk.conf_writer import Dialplan
from xivo_asterisk.feature_codes import FEATURE_CODES, prefix
from xivo_asterisk.prog_keys import filter_lamp, lamp, number_of_key

from ..snapshot import Row, Snapshot
from .open_patterns import guarded

FEATURES = "xivo-features"
"""The context of the star codes; contexts whose phones may dial them include it."""
PARKED_CALLS = "parkedcalls"
_SET_BASE = "MSet(__XIVO_BASE_CONTEXT=${CONTEXT},__XIVO_BASE_EXTEN=${EXTEN})"


def features(snapshot: Snapshot) -> str:
    file = Dialplan()
    file.comment("")
    file.context(FEATURES)
    rows = list(in_service(snapshot))
    taken = {row["exten"] for row in rows}
    for row in rows:
        for exten, step in FEATURE_CODES[row["feature"]].steps(row["exten"]).items():
            if exten == row["exten"] or exten not in taken:
                file.extension(exten, guarded(exten, [_SET_BASE, step, "Hangup()"]))
        if row["feature"] == "bsfilter":
            for member in _boss_secretary_members(snapshot):
                file.hint(f"{prefix(row['exten'])}{member}", filter_lamp(member))
    for number in _programmed_keys(snapshot):
        file.hint(number, lamp(number))
    if snapshot.rows("parking_lots"):
        file.include_context(PARKED_CALLS)
    return "\n" + file.render() + _names(snapshot, "group") + _names(snapshot, "queue")


def in_service(snapshot: Snapshot) -> Iterator[Row]:
    """The services that are switched on and that this system has."""
    for row in snapshot.rows("extension_features"):
        code = FEATURE_CODES.get(row["feature"])
        if code is not None and code.available and row["enabled"]:
            yield row


def object_hints(snapshot: Snapshot) -> dict[tuple[str, int], str]:
    """What the lamp of an object's number shows, by the type of the extension and the object's id."""
    queues = {
        (kind, row["id"]): f"Queue:{row['name']}" for kind in ("group", "queue") for row in snapshot.rows(f"{kind}s")
    }
    rooms = {
        ("conference_room", row["id"]): f"confbridge:{room_name(row)}" for row in snapshot.rows("conference_rooms")
    }
    return queues | rooms


def room_name(room: Row) -> str:
    """What Asterisk calls a conference room, also in `confbridge list`."""
    return f"{room['exten']}@{room['context']}"


def _boss_secretary_members(snapshot: Snapshot) -> list[int]:
    return sorted(member for row in snapshot.rows("call_filters") for member in row["member_ids"].values())


def _programmed_keys(snapshot: Snapshot) -> list[str]:
    """The numbers that telephones watch for the lamps of their users' services and forwards (API-083, CC-117)."""
    codes = {row["feature"]: row["exten"] for row in snapshot.rows("extension_features") if row["enabled"]}
    keys = snapshot.rows("watched_func_keys")
    numbers = (number_of_key(key["destination"], key["user_id"], codes) for key in keys)
    return sorted({number for number in numbers if number})


def _names(snapshot: Snapshot, kind: str) -> str:
    """What a call to a group or a queue needs when agid does not answer."""
    file = Dialplan()
    rows = [row for row in snapshot.rows(f"{kind}s") if row["enabled"]]
    if rows:
        file.context(f"xivo-{kind}s")
        for row in rows:
            file.extension(str(row["id"]), [f"Set(XIVO_{kind.upper()}NAME={row['name']})", "Return()"])
    return "\n" + file.render() if rows else ""
