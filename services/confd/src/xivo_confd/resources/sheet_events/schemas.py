# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ...crud.ids import SheetId
from ...edge.bodies import Body


class SheetEvents(Body):
    """Which sheet each event of a call raises, none if null (ADM-129, ADM-151 to ADM-156).

    ``incomingdid``: a call comes in on a DID. ``dial``: the phone of a member of a group or queue begins to ring, or a
    user is called. ``link``: a user or agent answers. ``unlink``: a user or agent ends a call that came from a queue.
    ``hangup``: a call ends. Sheets go to whom the call is for, if his profile has ``customerinfo``.
    """

    incomingdid: SheetId | None = None
    dial: SheetId | None = None
    link: SheetId | None = None
    unlink: SheetId | None = None
    hangup: SheetId | None = None
