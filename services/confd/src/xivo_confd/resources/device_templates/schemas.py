# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ...edge.bodies import Body, Line, Text

Name = Annotated[Line, Field(min_length=1, max_length=79, pattern=r"^[A-Za-z0-9_.-]+$")]
Host = Annotated[Line, Field(min_length=1, max_length=255, pattern=r"^[A-Za-z0-9.:-]+$")]
Port = Annotated[int, Field(ge=1, le=65535)]
Username = Annotated[Line, Field(min_length=1, max_length=64)]
Password = Annotated[Line, Field(min_length=1, max_length=64)]
Vlan = Annotated[int, Field(ge=1, le=4094)]
OptionName = Annotated[Line, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z][A-Za-z0-9_]*$")]
Option = Annotated[Line, Field(max_length=1024)] | int | bool


class DeviceTemplateBody(Body):
    """Parameters that all devices of a template have; they name it in ``template_id`` (ADM-028, SYS-031, CC-087).

    ``name`` is that ``template_id``. Without a locale or a time zone they are the system's; other parameters without
    a value are left to the telephone. ``options`` are further parameters of provd, for example those of one plugin
    (``X_...``). Passwords are written and never shown.
    """

    name: Name
    label: Annotated[Line, Field(max_length=128)] = ""
    description: Text = ""
    locale: Annotated[Line, Field(pattern=r"^[a-z]{2}_[A-Z]{2}$")] | None = None
    timezone: Annotated[Line, Field(min_length=1, max_length=128)] | None = None
    ntp_ip: Host | None = None
    admin_username: Username | None = None
    admin_password: Password | None = None
    user_username: Username | None = None
    user_password: Password | None = None
    sip_dtmf_mode: Literal["RTP-in-band", "RTP-out-of-band", "SIP-INFO"] | None = None
    sip_transport: Literal["udp", "tcp", "tls"] | None = None
    sip_srtp_mode: Literal["disabled", "preferred", "required"] | None = None
    sip_subscribe_mwi: bool | None = None
    vlan_id: Vlan | None = None
    vlan_priority: Annotated[int, Field(ge=0, le=7)] | None = None
    vlan_pc_port_id: Vlan | None = None
    syslog_ip: Host | None = None
    syslog_port: Port | None = None
    syslog_level: Literal["critical", "error", "warning", "info", "debug"] | None = None
    phonebook_ip: Host | None = None
    options: Annotated[dict[OptionName, Option], Field(max_length=100)] = Field(default_factory=dict)
