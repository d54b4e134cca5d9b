# SPDX-License-Identifier: GPL-3.0-or-later
"""Whose call an outgoing call is: of who dialled it, unless somebody else sent it there since."""

from xivo_agid.handlers.arguments import number_of
from xivo_agid.snapshot import Snapshot, User


def responsible_user(snapshot: Snapshot, caller: str, forwarder: str, *channels: str) -> User | None:
    """``caller`` and ``forwarder`` are ids of users, ``channels`` names of those who deflected or transferred the call.

    A channel counts more than a forward, which forgets the earlier ones, and a forward more than who calls. Where
    somebody sent the call who is no user, it is nobody's: never its caller's, who did not dial the number.
    """
    sent_by = next(filter(None, channels), "")
    if sent_by:
        return snapshot.user_on(sent_by)
    identifier = number_of(forwarder or caller)
    return snapshot.users.get(identifier) if identifier is not None else None
