# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ...edge.bodies import Body, Line

Seconds = Annotated[int, Field(ge=0, le=86_400)]
Port = Annotated[int, Field(ge=1, le=65_535)]
Dscp = Annotated[int, Field(ge=0, le=63)]
Codec = Literal[
    "alaw",
    "ulaw",
    "g722",
    "g729",
    "gsm",
    "g726",
    "g723",
    "ilbc",
    "speex",
    "opus",
    "slin",
    "h263",
    "h263p",
    "h264",
    "vp8",
]
Host = Annotated[Line, Field(min_length=1, max_length=255, pattern=r"^[A-Za-z0-9.:-]+$")]
Network = Annotated[Line, Field(max_length=64, pattern=r"^[0-9A-Fa-f.:]+(/[0-9]{1,3})?$")]


class SipGeneral(Body):
    """What all SIP lines and trunks share, named as on the manual's page (tabs Default, Signaling, Network).

    TLS is heard on ``tlsbindport``; with ``ipv6``, all three are heard on IPv6 as well. ``bindport`` is Asterisk's
    own port: a change needs its restart, as one of the timers (milliseconds) and of ``compactheaders`` does.
    Whom we call by TLS must show a certificate of an authority that we trust, unless ``tlsdontverifyserver``.
    ``externip`` is for phones behind address translation. A codec list of ``null`` is the system's. Expiries are those
    of registrations.
    """

    bindport: Port = 5060
    externip: Host | None = None
    localnet: Annotated[list[Network], Field(default_factory=list, max_length=50)]
    useragent: Annotated[Line, Field(min_length=1, max_length=80)] = "XiVO PBX"
    tlsbindport: Port = 5061
    tlsdontverifyserver: bool = False
    ipv6: bool = False
    codecs: Annotated[list[Codec], Field(min_length=1, max_length=20)] | None = None
    dtmfmode: Literal["auto", "rfc2833", "info", "inband"] = "auto"
    nat: bool = True
    directmedia: bool = False
    minexpiry: Seconds = 60
    maxexpiry: Annotated[int, Field(ge=1, le=86_400)] = 7200
    defaultexpiry: Annotated[int, Field(ge=1, le=86_400)] = 3600
    qualifyfreq: Seconds = 60
    rtptimeout: Seconds = 0
    rtpholdtimeout: Seconds = 0
    rtpkeepalive: Seconds = 0
    session_timers: Literal["no", "yes", "required", "always"] = "yes"
    session_expires: Annotated[int, Field(ge=90, le=86_400)] = 1800
    session_minse: Annotated[int, Field(ge=90, le=86_400)] = 90
    timert1: Annotated[int, Field(ge=100, le=4000)] = 500
    timerb: Annotated[int, Field(ge=6400, le=256_000)] = 32_000
    compactheaders: bool = False
    tos_sip: Dscp = 0
    tos_audio: Dscp = 0
    tos_video: Dscp = 0
    t38: bool = False
    sendrpid: Literal["no", "pai", "rpid"] = "pai"
    trustrpid: bool = False
    encryption: Literal["no", "sdes"] = "no"
