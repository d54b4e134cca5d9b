# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ...crud.ids import ContextName
from ...edge.bodies import Body, Line, Text

Name = Annotated[Line, Field(min_length=1, max_length=79, pattern=r"^[A-Za-z0-9_.-]+$")]
Username = Annotated[Line, Field(min_length=1, max_length=80, pattern=r"^[^\s\"<>;\[\]]+$")]
Host = Annotated[Line, Field(min_length=1, max_length=255, pattern=r"^[A-Za-z0-9.:_\[\]-]+$")]
Port = Annotated[int, Field(ge=1, le=65535)]
Secret = Annotated[Line, Field(min_length=1, max_length=80, pattern=r"^[^\s;\[\]]+$")]
CallerId = Annotated[Line, Field(max_length=80, pattern=r'^("[^"\\<>]*" *)?(<\+?[0-9*#]+>)?$|^\+?[0-9*#]*$')]
Codec = Literal[
    "ulaw", "alaw", "gsm", "g722", "g726", "g729", "g723", "ilbc", "speex", "opus", "slin",
    "h261", "h263", "h263p", "h264", "vp8",
]  # fmt: skip


class SipTrunk(Body):
    """An account of or at another SIP system.

    ``type`` says how its calls are recognised: ``user`` by its account, ``peer`` by its address, ``friend`` by both.
    ``host`` is ``dynamic`` if the other side registers here (ADM-257), else its address (ADM-259).
    """

    protocol: Literal["sip"]
    username: Username
    type: Literal["friend", "peer", "user"] = "friend"
    host: Host = "dynamic"
    port: Port | None = None
    transport: Literal["udp", "tcp", "tls"] = "udp"
    encryption: Annotated[Literal["no", "sdes"], Field(description="SRTP, its keys in the offer")] = "no"
    codecs: Annotated[list[Codec], Field(max_length=16, description="In order; none is the system's own")] = Field(
        default_factory=list
    )
    dtmf_mode: Literal["rfc4733", "inband", "info", "auto"] = "rfc4733"
    nat: bool = False
    direct_media: bool = False
    t38: Annotated[bool, Field(description="Faxes as data (ITU-T T.38), if the other side has it")] = False
    caller_id: CallerId = ""
    qualify_frequency: Annotated[int, Field(ge=0, le=86400, description="Seconds between OPTIONS; 0 is none")] = 60
    qualify_timeout: Annotated[int, Field(ge=100, le=60000, description="Milliseconds")] = 2000
    call_limit: Annotated[int, Field(ge=0, le=10000, description="Calls at once; 0 is without limit")] = 0
    from_user: Username | None = None
    from_domain: Host | None = None


class IaxTrunk(Body):
    """An account of or at another IAX system."""

    protocol: Literal["iax"]
    username: Username
    type: Literal["friend", "peer", "user"] = "friend"
    host: Host = "dynamic"
    port: Port | None = None
    codecs: Annotated[list[Codec], Field(max_length=16)] = Field(default_factory=list)
    auth: Literal["md5", "rsa", "plaintext"] = "md5"
    caller_id: CallerId = ""
    qualify: bool = True
    trunk: Annotated[bool, Field(description="Several calls in one packet")] = False


class CustomTrunk(Body):
    """A channel of Asterisk: what is dialled is ``<interface>/<number><interface_suffix>`` (ADM-283)."""

    protocol: Literal["custom"]
    interface: Annotated[Line, Field(min_length=1, max_length=128, pattern=r"^[A-Za-z][A-Za-z0-9]*(/[^,&|()\s;]+)?$")]
    interface_suffix: Annotated[Line, Field(max_length=128, pattern=r"^[^,&|()\s;]*$")] = ""


class Registration(Body):
    """Where this system says that it is reachable (ADM-259, ADM-269)."""

    remote_server: Host
    remote_port: Port | None = None
    transport: Literal["udp", "tcp", "tls"] = "udp"
    username: Username
    auth_username: Username | None = None
    contact_user: Username | None = None
    expiration: Annotated[int, Field(ge=30, le=86400, description="Seconds")] = 3600


class TrunkBody(Body):
    """``secret`` and ``registration_secret`` are written and never shown; without the second, the first is used."""

    name: Name
    enabled: bool = True
    context: ContextName | None = None
    endpoint: Annotated[SipTrunk | IaxTrunk | CustomTrunk, Field(discriminator="protocol")]
    secret: Secret | None = None
    registration: Registration | None = None
    registration_secret: Secret | None = None
    description: Text = ""
