# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import re
from functools import cache
from typing import Annotated, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field

from ...edge.bodies import Body, Line

Format = Literal["wav49", "gsm", "wav", "ulaw", "alaw", "g722", "sln"]
_REFERENCE = re.compile(r"\$(?:\{(?!VM_[A-Z]+\})|\[)")


def _only_about_the_message(text: str) -> str:
    """Asterisk would evaluate any function of the dialplan in here, ``${SHELL()}`` too."""
    if _REFERENCE.search(text):
        raise ValueError("only ${VM_...} variables are replaced")
    return text


@cache
def _timezones() -> frozenset[str]:
    return frozenset(available_timezones())


def _known_timezone(name: str) -> str:
    if name not in _timezones():
        raise ValueError(f"timezone {name} does not exist")
    return name


Template = Annotated[Line, Field(max_length=512), AfterValidator(_only_about_the_message)]
LongTemplate = Annotated[
    str,
    Field(max_length=2048, pattern=r"^[^\x00-\x08\x0b-\x1f\x7f]*$"),
    AfterValidator(_only_about_the_message),
]
Seconds = Annotated[int, Field(ge=0, le=86400)]


class ZoneMessage(Body):
    """How the time of a message is said: where, and in which words (``'vm-received' q 'digits/at' kM``)."""

    name: Annotated[Line, Field(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9_-]+$")]
    timezone: Annotated[Line, Field(max_length=64), AfterValidator(_known_timezone)]
    message: Annotated[Line, Field(min_length=1, max_length=255, pattern=r"^[A-Za-z0-9 '/_-]+$")]


class VoicemailGeneral(Body):
    """The settings of all mailboxes, named as in Asterisk (CC-123). A mailbox's own values go first.

    ``maxsilence`` ends a recording, ``silencethreshold`` says what silence is; ``skipms`` is the step of a rewind in
    milliseconds. Of the first of ``timezones`` are mailboxes that choose none.
    """

    format: Annotated[list[Format], Field(default_factory=lambda: ["wav"], min_length=1, max_length=3)]
    maxmsg: Annotated[int, Field(ge=1, le=9999)] = 100
    maxsecs: Annotated[Seconds, Field(description="Seconds a message may last; 0 is without limit")] = 0
    minsecs: Annotated[Seconds, Field(description="Shorter messages are not kept")] = 0
    maxgreet: Annotated[Seconds, Field(description="Seconds a greeting may last; 0 is without limit")] = 0
    maxsilence: Seconds = 15
    silencethreshold: Annotated[int, Field(ge=1, le=32767)] = 256
    skipms: Annotated[int, Field(ge=100, le=60_000)] = 3000
    maxlogins: Annotated[int, Field(ge=1, le=10)] = 3
    moveheard: bool = True
    forward_urgent_auto: bool = False
    review: bool = False
    operator: bool = False
    envelope: bool = True
    saycid: bool = False
    sayduration: bool = True
    saydurationm: Annotated[int, Field(ge=0, le=60)] = 2
    sendvoicemail: bool = False
    forcename: bool = False
    forcegreetings: bool = False
    tempgreetwarn: bool = True
    nextaftercmd: bool = True
    usedirectory: bool = True
    backupdeleted: Annotated[int, Field(ge=0, le=9999, description="How many deleted messages are kept")] = 0
    attach: bool = True
    serveremail: Annotated[Line, Field(max_length=255, pattern=r"^[^\s,;<>\"\\]*$")] = "xivo"
    fromstring: Template = "XiVO PBX"
    emailsubject: Template = "New message from ${VM_CALLERID}"
    emailbody: LongTemplate = (
        "Hello ${VM_NAME},\n\na message of ${VM_DUR} from ${VM_CALLERID} was left on ${VM_DATE} in your mailbox"
        " ${VM_MAILBOX}.\n"
    )
    emaildateformat: Annotated[Line, Field(max_length=80, pattern=r"^[A-Za-z0-9% :/,.-]*$")] = "%A, %B %d, %Y at %r"
    charset: Annotated[Line, Field(max_length=40, pattern=r"^[A-Za-z0-9_-]+$")] = "UTF-8"
    pagerfromstring: Template = "XiVO PBX"
    pagersubject: Template = "New message"
    pagerbody: LongTemplate = "New message of ${VM_DUR} from ${VM_CALLERID} in mailbox ${VM_MAILBOX}"
    timezones: Annotated[
        list[ZoneMessage],
        Field(
            default_factory=lambda: [
                ZoneMessage(name="eu-fr", timezone="Europe/Paris", message="'vm-received' q 'digits/at' kM")
            ],
            min_length=1,
            max_length=100,
        ),
    ]
