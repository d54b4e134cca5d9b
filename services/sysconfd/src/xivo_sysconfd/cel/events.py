# SPDX-License-Identifier: GPL-3.0-or-later
from typing import ClassVar

from xivo_bus.event import Event

from xivo_sysconfd.cel.rows import Row


class CelCreated(Event):
    """Consecutive rows of Asterisk's CEL file. The same bytes of the file always travel under the same message id.

    `generation` names the file, `offset` and `until` the bytes in it; each row has its own `offset`.
    """

    name: ClassVar[str] = "cel_created"
    routing_key: ClassVar[str] = "cel.created"
    generation: str
    offset: int
    until: int
    rows: list[Row]
