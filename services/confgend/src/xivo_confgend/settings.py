# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field
from xivo_base.settings import DaemonSettings, RestApiSettings, Section, StrList


class AsteriskSettings(Section):
    agid: str = Field(default="agid:4573", description="host and port of the FastAGI server, as Asterisk sees it")
    external_address: Annotated[str | None, BeforeValidator(lambda value: value or None)] = Field(
        default=None, description="address that phones use when Asterisk stands behind address translation"
    )
    local_networks: StrList = Field(
        default=["172.16.0.0/12", "127.0.0.0/8"],
        description="networks that reach Asterisk at its own address: the containers'",
    )
    codecs: StrList = ["alaw", "ulaw", "g722"]


class Settings(DaemonSettings):
    rest_api: RestApiSettings = RestApiSettings(port=8669, trust_loopback=True)
    asterisk: AsteriskSettings = AsteriskSettings()
    poll_seconds: float = Field(default=10, gt=0, description="how often confd is asked when nobody wants a file")
