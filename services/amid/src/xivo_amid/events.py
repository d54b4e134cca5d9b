# SPDX-License-Identifier: GPL-3.0-or-later
from typing import ClassVar

from pydantic import ConfigDict
from xivo_bus.event import Event


class Resynced(Event):
    """Everything that Asterisk knows has been announced in this epoch; what is known from an older one is void.

    Besides the epoch: each list action of the snapshot with the number of its entries.
    """

    model_config = ConfigDict(frozen=True, extra="allow")
    __pydantic_extra__: dict[str, str]

    name: ClassVar[str] = "resynced"
    routing_key: ClassVar[str] = "ami.resynced"
    epoch: str
