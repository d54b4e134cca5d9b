# SPDX-License-Identifier: GPL-3.0-or-later
"""The ring of a telephone by the origin of the call (SYS-237), as ``xivo-ring-tone`` of the dialplan asks it for."""

from collections.abc import Mapping, Sequence
from typing import Any

from xivo_agid.destinations import Variables
from xivo_agid.snapshot import Snapshot, User

Number = tuple[str, str]
"""An extension and its context."""

_FORWARD = "forward"


def variables(snapshot: Snapshot, numbers: Sequence[Number], origin: str, *, forwarded: bool) -> Variables:
    """``XIVO_RINGTYPE`` and ``XIVO_PHONETYPE``, empty if the telephone rings as always.

    ``numbers`` are those of whom is called, the one that he was called by first; the last one's context is his.
    ``origin`` is `intern`, `extern` or `group`.
    """
    profile = _profile(snapshot, numbers)
    ring = (forwarded and profile.get(_FORWARD)) or profile.get(origin) or ""
    return {"XIVO_RINGTYPE": ring, "XIVO_PHONETYPE": profile.get("phonetype", "") if ring else ""}


def of_members(snapshot: Snapshot, users: Sequence[User]) -> Variables:
    """For each member of a group whose telephone rings otherwise for it ``XIVO_RING_<endpoint>``: `phone type|ring`.

    The telephones' own channels inherit them.
    """
    found: Variables = {}
    for user in users:
        told = variables(snapshot, numbers_of(user), "group", forwarded=False)
        if told["XIVO_RINGTYPE"] and (line := next((line for line in user.lines if line.protocol == "sip"), None)):
            found[f"__XIVO_RING_{line.name}"] = f"{told['XIVO_PHONETYPE']}|{told['XIVO_RINGTYPE']}"
    return found


def numbers_of(user: User) -> list[Number]:
    return [(user.number, user.context)] if user.number and user.context else []


def _profile(snapshot: Snapshot, numbers: Sequence[Number]) -> Mapping[str, Any]:
    settings = snapshot.settings.get("ring_tones") or {}
    by_number = {(one["exten"], one["context"]): one["profile"] for one in settings.get("numbers", ())}
    if not by_number or not numbers:
        return {}
    wanted: list[tuple[str | None, str]] = [*numbers, (None, numbers[-1][1])]
    name = next((by_number[number] for number in wanted if number in by_number), None)
    return next((profile for profile in settings["profiles"] if profile["name"] == name), {})
