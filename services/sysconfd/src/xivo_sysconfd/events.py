# SPDX-License-Identifier: GPL-3.0-or-later
"""What sysconfd announces."""

from typing import ClassVar, Literal

from xivo_bus.event import Event

Audience = Literal["ctibus", "agentbus", "dird"]


class RequestHandlers(Event):
    """Other daemons' commands out of `POST /exec_request_handlers`, e.g. `xivo[user,add,1]`."""

    name: ClassVar[str] = "request_handlers"
    audience: Audience
    commands: list[str]

    def get_routing_key(self) -> str:
        return f"sysconfd.request_handlers.{self.audience}"


class FileRefused(Event):
    """A generated file was found bad; Asterisk keeps the one it had."""

    name: ClassVar[str] = "asterisk_file_refused"
    routing_key: ClassVar[str] = "sysconfd.asterisk_file.refused"
    file: str
    findings: list[str]


class AsteriskReloaded(Event):
    """Asterisk has read what was written."""

    name: ClassVar[str] = "asterisk_reloaded"
    routing_key: ClassVar[str] = "sysconfd.asterisk.reloaded"
    files: list[str]
    commands: list[str]
