# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import ClassVar

from ...edge.unit import Unit
from ...events import ConfigEvent
from .model import UserLine


class LineAssociated(ConfigEvent):
    name: ClassVar[str] = "line_associated"
    routing_key: ClassVar[str] = "config.user_line_association.created"

    user_id: int
    line_id: int
    main_user: bool
    main_line: bool


class LineDissociated(ConfigEvent):
    name: ClassVar[str] = "line_dissociated"
    routing_key: ClassVar[str] = "config.user_line_association.deleted"

    user_id: int
    line_id: int
    main_user: bool
    main_line: bool


class UserLineNotifier:
    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def associated(self, association: UserLine) -> None:
        self._announce(LineAssociated, association)

    def dissociated(self, association: UserLine) -> None:
        self._announce(LineDissociated, association)

    def _announce(self, event: type[LineAssociated | LineDissociated], association: UserLine) -> None:
        self._unit.announce(
            f"line:{association.line_id}",
            event(
                user_id=association.user_id,
                line_id=association.line_id,
                main_user=association.main_user,
                main_line=association.main_line,
            ),
        )
