# SPDX-License-Identifier: GPL-3.0-or-later
"""Call permissions: what they say about a call, and the password that makes an exception (ADM-094)."""

import asyncio
from datetime import timedelta

from xivo_access.passwords import Passwords
from xivo_asterisk.fastagi import AGIChannel, AGIRequest

from xivo_agid.handler import Handler, Surroundings
from xivo_agid.handlers.arguments import given, number_of
from xivo_agid.permissions import ALLOW, DENY
from xivo_agid.snapshot import Snapshot

ATTEMPTS = 3
LONGEST_PASSWORD = 40
PROMPT, WRONG = "agent-pass", "auth-incorrect"
WAIT = timedelta(seconds=10)


class UserSetCallRights(Handler):
    """Arguments: number dialled, id of the calling user, outgoing call's id. Sets XIVO_AUTHORIZATION for who calls."""

    async def handle(self, request: AGIRequest, channel: AGIChannel) -> None:
        snapshot = self.surroundings.configuration.current
        if snapshot is None:
            return
        number = await given(request, channel, 0, "XIVO_DSTNUM")
        user_id = number_of(await given(request, channel, 1, "XIVO_USERID"))
        outcall_id = number_of((*request.args, "", "", "")[2])
        verdict = self.surroundings.permissions.of_caller(snapshot, user_id, number, outcall_id)
        await channel.set_variables(verdict.variables)


class DidSetCallRights(Handler):
    """Argument: incoming call's id, else XIVO_PATH_ID. Sets XIVO_AUTHORIZATION for the number that calls (ADM-092)."""

    async def handle(self, request: AGIRequest, channel: AGIChannel) -> None:
        snapshot = self.surroundings.configuration.current
        incall_id = number_of(await given(request, channel, 0, "XIVO_PATH_ID"))
        if snapshot is None or incall_id is None:
            return
        number = self.surroundings.in_callerid.transformed(request.callerid)
        await channel.set_variables(self.surroundings.permissions.of_incall(snapshot, incall_id, number).variables)


class AskCallPassword(Handler):
    """Argument: ids of permissions with ``&`` between them. Asks for the password of one of them, three times.

    The digits are heard and compared here: no variable of the channel, and so no log, ever has them.
    """

    def __init__(self, surroundings: Surroundings) -> None:
        super().__init__(surroundings)
        self._passwords = Passwords()

    async def handle(self, request: AGIRequest, channel: AGIChannel) -> None:
        snapshot = self.surroundings.configuration.current
        hashes = _hashes(snapshot, request.args[0] if request.args else "")
        for _ in range(ATTEMPTS):
            digits = await channel.get_data(PROMPT, WAIT, LONGEST_PASSWORD)
            matched = await asyncio.gather(*(self._passwords.matches(one, digits) for one in hashes))
            if any(matched):
                await channel.set_variable("XIVO_AUTHORIZATION", ALLOW)
                return
            await channel.stream_file(WRONG)
        await channel.set_variable("XIVO_AUTHORIZATION", DENY)


def _hashes(snapshot: Snapshot | None, ids: str) -> list[str]:
    rows = (snapshot.one("call_permissions", one) for one in ids.split("&")) if snapshot else ()
    return [row["password_hash"] for row in rows if row and row.get("password_hash")]
