# SPDX-License-Identifier: GPL-3.0-or-later
import time

from xivo_asterisk.fastagi import AGIChannel, AGIRequest

from xivo_agid.call_options import RECORDINGS
from xivo_agid.handler import Handler
from xivo_agid.handlers.arguments import number_of
from xivo_agid.snapshot import Row, Snapshot


class Paging(Handler):
    """Argument: the paging group's number. Which telephones `Page` calls and how (CC-024, CC-025).

    `XIVO_PAGING_LINES` stays empty for a number that is none, and for a caller who may not.
    """

    async def handle(self, request: AGIRequest, channel: AGIChannel) -> None:
        snapshot = self.surroundings.configuration.current
        number = (*request.args, "")[0]
        caller = number_of(await channel.get_variable("XIVO_USERID") or "")
        if snapshot is None or not number:
            return
        paging = next((row for row in snapshot.rows("paging") if row["number"] == number and row["enabled"]), None)
        if paging is None or caller not in paging["callers"]:
            return
        recording = f"{RECORDINGS}/paging-{paging['number']}-{int(time.time())}.wav"
        await channel.set_variables(
            {
                "XIVO_PAGING_LINES": _lines(snapshot, paging, caller),
                "XIVO_PAGING_OPTS": _options(paging),
                "XIVO_PAGING_TIMEOUT": paging["timeout"],
                **({"__MONITOR_FILENAME": recording} if paging["record"] else {}),
            }
        )


def _lines(snapshot: Snapshot, paging: Row, caller: int | None) -> str:
    """Everybody's telephones but the caller's own."""
    users = (snapshot.users.get(user_id) for user_id in paging["members"] if user_id != caller)
    return "&".join(user.interface for user in users if user is not None and user.interface)


def _options(paging: Row) -> str:
    """Those of `Page`: `s` leaves telephones alone that are in a call."""
    options = "s"
    for field, letter in (("duplex", "d"), ("ignore_forward", "i"), ("record", "r"), ("quiet", "q")):
        options += letter if paging[field] else ""
    if paging["announce_sound"]:
        options += f"A({paging['announce_sound']})" + ("" if paging["announce_caller"] else "n")
    return options
