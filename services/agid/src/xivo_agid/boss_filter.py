# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls to a boss that his secretaries take (ADM-063 to ADM-065, ADM-070)."""

from xivo_agid.caller_ids import rewritten_name
from xivo_agid.destinations import Variables, forward
from xivo_agid.snapshot import Row, Snapshot, User

OFF: Variables = {"XIVO_CALLFILTER": ""}


def variables(snapshot: Snapshot, boss: User, caller: User | None) -> Variables:
    """What ``xivo-user_callfilter`` follows; `XIVO_CALLFILTER` is empty for a call that goes to the boss as always.

    That is one from a secretary of his, one whose origin the filter leaves alone, and any while no secretary is on.
    While the boss has *Incoming call filtering* switched on, all of them are (CC-122, DEV-125).
    """
    filters_all = bool((snapshot.one("users", boss.id) or {}).get("incallfilter_enabled"))
    row = next((row for row in snapshot.rows("call_filters") if row["boss_id"] == boss.id and row["enabled"]), None)
    if row is None or not _concerns(row, caller):
        return OFF
    # in a row the last of the list is the first to ring (ADM-064)
    ringing = [
        (user.interface, secretary["ring_time"] or "")
        for secretary in reversed(row["secretaries"])
        if (secretary["active"] or filters_all)
        and (user := snapshot.users.get(secretary["user_id"])) is not None
        and user.interface
    ]
    if not ringing:
        return OFF
    told: Variables = {
        "XIVO_CALLFILTER": 1,
        "XIVO_CALLFILTER_MODE": row["mode"],
        "XIVO_CALLFILTER_TIMEOUT": row["ring_time"] or "",
        "XIVO_CALLFILTER_BOSS_INTERFACE": boss.interface,
        "XIVO_CALLFILTER_BOSS_TIMEOUT": row["boss_ring_time"] or "",
        "XIVO_CALLFILTER_INTERFACE": "&".join(interface for interface, _ in ringing),
        **forward("CALLFILTER_NOANSWER", row["noanswer"]),
    }
    for number, (interface, seconds) in enumerate([*ringing, ("", "")]):
        told[f"XIVO_CALLFILTER_SECRETARY{number}_INTERFACE"] = interface
        told[f"XIVO_CALLFILTER_SECRETARY{number}_TIMEOUT"] = seconds
    return told


def announced(snapshot: Snapshot, boss: User, shown: str) -> str:
    """The caller's name as the boss's filter rewrites it."""
    row = next(row for row in snapshot.rows("call_filters") if row["boss_id"] == boss.id)
    return rewritten_name(row["caller_id_mode"], row["caller_id_name"], shown)


def _concerns(row: Row, caller: User | None) -> bool:
    if caller is not None and any(secretary["user_id"] == caller.id for secretary in row["secretaries"]):
        return False
    return row["call_from"] in ("all", "external" if caller is None else "internal")
