# SPDX-License-Identifier: GPL-3.0-or-later
"""What a function key does: fourteen kinds, each with its own parameters (API-081, API-082, ADM-007)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ...crud.ids import AgentId, ConferenceRoomId, GroupId, PagingId, QueueId, UserId
from ...edge.bodies import Body, Id, Line

# Also a value in the files of phones, where ; and quotes mean something
Number = Annotated[Line, Field(min_length=1, max_length=40, pattern=r"^[^\s;\"'<>&\\]+$")]


class AgentKey(Body):
    """Logs an agent in or off, or whichever he is not."""

    type: Literal["agent"]
    agent_id: AgentId
    action: Literal["toggle", "login", "logout"] = "toggle"


class BossSecretaryKey(Body):
    """Switches a filter between boss and secretary for one of its members."""

    type: Literal["bsfilter"]
    filter_member_id: Id


class ConferenceKey(Body):
    type: Literal["conference"]
    conference_id: ConferenceRoomId


class CustomKey(Body):
    type: Literal["custom"]
    exten: Number


class ForwardKey(Body):
    """Without ``exten`` the user is asked for it."""

    type: Literal["forward"]
    forward: Literal["busy", "noanswer", "unconditional"]
    exten: Number | None = None


class GroupKey(Body):
    type: Literal["group"]
    group_id: GroupId


class OnlineRecordingKey(Body):
    type: Literal["onlinerec"]


class PagingKey(Body):
    type: Literal["paging"]
    paging_id: PagingId


class ParkKey(Body):
    type: Literal["park"]


class ParkPositionKey(Body):
    type: Literal["park_position"]
    park_position: Annotated[Line, Field(max_length=40, pattern=r"^[0-9]+$")]


class QueueKey(Body):
    type: Literal["queue"]
    queue_id: QueueId


class ServiceKey(Body):
    type: Literal["service"]
    service: Literal[
        "phonestatus",
        "recsnd",
        "callrecord",
        "incallfilter",
        "enablednd",
        "pickup",
        "calllistening",
        "directoryaccess",
        "fwdundoall",
        "enablevm",
        "vmusermsg",
        "vmuserpurge",
    ]


class TransferKey(Body):
    type: Literal["transfer"]
    transfer: Literal["blind", "attended"]


class UserKey(Body):
    type: Literal["user"]
    user_id: UserId


KeyDestination = Annotated[
    AgentKey
    | BossSecretaryKey
    | ConferenceKey
    | CustomKey
    | ForwardKey
    | GroupKey
    | OnlineRecordingKey
    | PagingKey
    | ParkKey
    | ParkPositionKey
    | QueueKey
    | ServiceKey
    | TransferKey
    | UserKey,
    Field(discriminator="type"),
]

COLLECTIONS = {
    "agent": "agents",
    "conference": "conference_rooms",
    "group": "groups",
    "paging": "paging",
    "queue": "queues",
    "user": "users",
}
"""Where the object of a kind of key is, for its link."""
