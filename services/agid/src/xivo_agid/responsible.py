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
        return user_of_channel(snapshot, sent_by)
    identifier = number_of(forwarder or caller)
    return snapshot.users.get(identifier) if identifier is not None else None


def user_of_channel(snapshot: Snapshot, channel: str) -> User | None:
    """Whose telephone ``PJSIP/abcd-0000001f`` is."""
    interface = channel.rpartition("-")[0]
    lines = ((line, user) for user in snapshot.users.values() for line in user.lines)
    return next((user for line, user in lines if line.interface == interface), None)
