# SPDX-License-Identifier: GPL-3.0-or-later
"""What the users of a call may do during it, and whether it is recorded."""

import re

from xivo_asterisk.fastagi import AGIRequest

from xivo_agid.snapshot import Row

RECORDINGS = "/var/spool/asterisk/monitor"
_NOT_IN_A_FILE_NAME = re.compile(r"[^0-9A-Za-z+*#_-]")


def letters(*, called: Row, caller: Row) -> str:
    """Those of `Dial`: small ones are for who is called, large ones for who calls (CC-120, CC-122)."""
    chosen = (
        (called.get("call_transfer_enabled"), "t"),
        (caller.get("call_transfer_enabled"), "T"),
        (called.get("online_call_record_enabled"), "x"),
        (caller.get("online_call_record_enabled"), "X"),
    )
    return "".join(letter for enabled, letter in chosen if enabled)


def recording(request: AGIRequest, kind: str, exten: str, *users: Row) -> str:
    """Where the call is recorded, if one of its users has all of his calls recorded (CC-121)."""
    if not any(user.get("call_record_enabled") for user in users):
        return ""
    parts = (kind, request.callerid or "unknown", exten, request.uniqueid.partition(".")[0])
    return f"{RECORDINGS}/{'-'.join(_NOT_IN_A_FILE_NAME.sub('', part) for part in parts)}.wav"
