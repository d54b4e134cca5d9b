# SPDX-License-Identifier: GPL-3.0-or-later
import logging

from xivo_asterisk.fastagi import AGIChannel, AGIRequest

from xivo_agid.changes import ChangeRefused
from xivo_agid.handler import Handler
from xivo_agid.handlers.arguments import number_of
from xivo_agid.snapshot import Row, Snapshot

logger = logging.getLogger(__name__)


class CallFilter(Handler):
    """Argument: a secretary's member id. Switches the filter for her; `XIVO_BSFILTERENABLED` is 1 or 0 afterwards.

    Only the boss and the secretary herself may (ADM-066); for others, and for an id that is none, nothing is set.
    """

    async def handle(self, request: AGIRequest, channel: AGIChannel) -> None:
        snapshot = self.surroundings.configuration.current
        member_id = number_of((*request.args, "")[0])
        caller = number_of(await channel.get_variable("XIVO_USERID") or "")
        found = _member(snapshot, member_id) if snapshot and member_id is not None else None
        if found is None:
            return
        row, secretary = found
        if caller not in (row["boss_id"], secretary["user_id"]):
            return
        active = not secretary["active"]
        try:
            path = f"/call_filters/{row['id']}/secretaries/{secretary['user_id']}"
            await self.surroundings.changes.edit(path, active=active)
        except ChangeRefused as error:
            logger.warning("the call filter %s stays as it is: %s", row["name"], error)
            return
        await channel.set_variables({"XIVO_BSFILTERENABLED": int(active)})


def _member(snapshot: Snapshot, member_id: int) -> tuple[Row, Row] | None:
    for row in snapshot.rows("call_filters"):
        for secretary in row["secretaries"]:
            if row["enabled"] and row["member_ids"].get(str(secretary["user_id"])) == member_id:
                return row, secretary
    return None
