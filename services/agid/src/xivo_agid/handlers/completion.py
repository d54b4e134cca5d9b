# SPDX-License-Identifier: GPL-3.0-or-later
"""What the dialplan asks about call completion: `*40`, and the call that brings the two together."""

from xivo_asterisk.fastagi import AGIChannel, AGIRequest

from xivo_agid import schedules
from xivo_agid.completion.offers import Attempt
from xivo_agid.handler import Handler
from xivo_agid.handlers.phone_features import calling_user
from xivo_agid.permissions import ALLOW
from xivo_agid.snapshot import Row, Snapshot, User


class CcToggle(Handler):
    """Sets `XIVO_CC` to `on`, `off` or `error` (ADM-077, ADM-078)."""

    async def handle(self, request: AGIRequest, channel: AGIChannel) -> None:
        user = await calling_user(self.surroundings.configuration.current, channel)
        if user is not None:
            device = request.channel.rpartition("-")[0]
            await channel.set_variables({"XIVO_CC": self.surroundings.completion.toggle(user.id, device)})


class CcRecall(Handler):
    """The caller answered: sets `XIVO_CC_EXTEN` and `XIVO_CC_CONTEXT`, the number of the one whom he wanted.

    Neither, if that one is not to be disturbed or his calls now go elsewhere (ADM-083).
    """

    async def handle(self, request: AGIRequest, channel: AGIChannel) -> None:  # noqa: ARG002
        snapshot = self.surroundings.configuration.current
        caller = await calling_user(snapshot, channel)
        completion = self.surroundings.completion
        asked = completion.recalled(caller.id) if caller else None
        if snapshot is None or caller is None or asked is None:
            return
        wanted, row = snapshot.users.get(asked.wanted), snapshot.one("users", asked.wanted)
        if wanted is None or row is None or not (wanted.number and wanted.context):
            completion.done(asked)
            return
        verdict = self.surroundings.permissions.of_caller(snapshot, caller.id, wanted.number)
        leads_elsewhere = bool(row.get("preprocess_subroutine")) or not reaches_him(
            snapshot, row, wanted, verdict.authorization
        )
        if wanted.dnd or leads_elsewhere:
            completion.postponed(asked)
            return
        completion.done(asked)
        await channel.set_variables({"XIVO_CC_EXTEN": wanted.number, "XIVO_CC_CONTEXT": wanted.context})


def attempt(
    snapshot: Snapshot,
    row: Row,
    caller: int,
    called: User,
    *,
    channel: str,
    begun: float,
    authorization: str,
    filtered: bool,
) -> Attempt:
    """A user's call to a user, as call completion sees it (ADM-080)."""
    return Attempt(
        caller,
        called.id,
        channel,
        begun,
        refused=not reaches_him(snapshot, row, called, authorization),
        must_ring=bool(row.get("preprocess_subroutine")) or authorization != ALLOW,
        filtered=filtered,
    )


def reaches_him(snapshot: Snapshot, row: Row, called: User, authorization: str) -> bool:
    """Whether a call to the user is one for him: neither forbidden, nor out of his hours, nor forwarded at once."""
    forwarded = row.get("unconditional_enabled") and row.get("unconditional_destination")
    is_open = schedules.variables(snapshot, "user", called.id)["XIVO_SCHEDULE_STATUS"] != "closed"
    return authorization not in ("DENY", "CAPPED") and is_open and not forwarded
