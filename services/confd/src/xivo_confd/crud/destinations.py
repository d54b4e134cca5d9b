# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a call goes: one typed union, the same wherever the manual offers a destination.

The names are those of the shipped dialplan's ``forward`` (``application:disa`` is ``{"type": "application",
"application": "disa"}``).
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from ..edge.bodies import Body, Line
from .ids import (
    ConferenceRoomId,
    ContextName,
    GroupId,
    OutcallId,
    QueueId,
    UserId,
    VoicemailId,
    VoiceMenuId,
)

Seconds = Annotated[int, Field(ge=0, le=86400, description="Seconds; 0 is without end")]
Exten = Annotated[Line, Field(min_length=1, max_length=40, pattern=r"^[0-9A-Za-z*#+_.!\[\]-]+$")]
Pin = Annotated[Line, Field(max_length=40, pattern=r"^[0-9]*$")]


class NoDestination(Body):
    """The call just ends where it is."""

    type: Literal["none"]


class HangupDestination(Body):
    """Ends the call: at once, or after a tone. ``timeout`` is how long the tone lasts."""

    type: Literal["hangup"]
    cause: Literal["normal", "busy", "congestion"] = "normal"
    timeout: Seconds = 0


class UserDestination(Body):
    type: Literal["user"]
    user_id: UserId
    ring_time: Seconds = 0


class GroupDestination(Body):
    type: Literal["group"]
    group_id: GroupId
    ring_time: Seconds = 0


class QueueDestination(Body):
    type: Literal["queue"]
    queue_id: QueueId
    ring_time: Seconds = 0


class ConferenceRoomDestination(Body):
    type: Literal["conference_room"]
    conference_room_id: ConferenceRoomId


class VoicemailDestination(Body):
    """Leave a message, with or without the greeting and the instructions."""

    type: Literal["voicemail"]
    voicemail_id: VoicemailId
    greeting: Literal["busy", "unavailable"] | None = None
    skip_instructions: bool = False


class OutcallDestination(Body):
    """A number outside, through one outgoing call."""

    type: Literal["outcall"]
    outcall_id: OutcallId
    exten: Exten


class VoiceMenuDestination(Body):
    type: Literal["voicemenu"]
    voice_menu_id: VoiceMenuId


class ExtensionDestination(Body):
    """A number as if it were dialled in that context."""

    type: Literal["extension"]
    exten: Exten
    context: ContextName


class SoundDestination(Body):
    """Plays a file. ``skip``: only if answered already; ``no_answer``: without answering first."""

    type: Literal["sound"]
    filename: Annotated[Line, Field(min_length=1, max_length=255, pattern=r"^[A-Za-z0-9_./-]+$")]
    skip: bool = False
    no_answer: bool = False


class CustomDestination(Body):
    """A command of the dialplan, as the administrator wrote it: ``Goto(dp-ivr-example,s,1)`` (CC-007)."""

    type: Literal["custom"]
    command: Annotated[Line, Field(min_length=1, max_length=255)]


class CallbackDisaDestination(Body):
    """Hangs up, calls back, then gives a dial tone in the context."""

    type: Literal["application"]
    application: Literal["callbackdisa"]
    pin: Pin = ""
    context: ContextName


class DisaDestination(Body):
    """A dial tone in the context, after the PIN if there is one."""

    type: Literal["application"]
    application: Literal["disa"]
    pin: Pin = ""
    context: ContextName


class DirectoryDestination(Body):
    """Search for a person by the letters of the name."""

    type: Literal["application"]
    application: Literal["directory"]
    context: ContextName


class FaxToMailDestination(Body):
    """Receives a fax and sends it by e-mail (ADM-188)."""

    type: Literal["application"]
    application: Literal["faxtomail"]
    email: Annotated[Line, Field(min_length=3, max_length=255, pattern=r"^[^@\s]+@[^@\s]+$")]


class VoicemailMenuDestination(Body):
    """Consult a mailbox from outside: asks for its number and password (CC-130)."""

    type: Literal["application"]
    application: Literal["voicemailmain"]
    context: ContextName


ApplicationDestination = Annotated[
    CallbackDisaDestination | DisaDestination | DirectoryDestination | FaxToMailDestination | VoicemailMenuDestination,
    Field(discriminator="application"),
]


def _without_mapping(schema: dict[str, Any]) -> None:
    # OpenAPI maps a discriminator's values to schemas by name, and the applications are a union of their own
    del schema["discriminator"]


Destination = Annotated[
    NoDestination
    | HangupDestination
    | UserDestination
    | GroupDestination
    | QueueDestination
    | ConferenceRoomDestination
    | VoicemailDestination
    | OutcallDestination
    | VoiceMenuDestination
    | ExtensionDestination
    | SoundDestination
    | CustomDestination
    | ApplicationDestination,
    Field(discriminator="type", json_schema_extra=_without_mapping),
]
"""Any of them; stored and shown as it is sent, with its defaults."""
