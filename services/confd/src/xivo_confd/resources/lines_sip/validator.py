# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ...crud.references import References
from ...edge.unit import Unit
from ..contexts.dao import ContextDao
from ..line_extensions.dao import LineExtensionDao
from ..lines.errors import LineInUse, LineRefused, UnknownContext
from ..lines.model import Line
from ..user_lines.dao import UserLineDao

# Sections of pjsip.conf that are not lines
_RESERVED = frozenset({"global", "system", "anonymous"})


class LineSipValidator:
    def __init__(self, unit: Unit) -> None:
        self._caller = unit.caller
        self._contexts = ContextDao(unit.session)
        self._user_lines = UserLineDao(unit.session)
        self._line_extensions = LineExtensionDao(unit.session)
        self._references = References(unit)
        self._autoprov = unit.settings.autoprov_username

    async def check_context(self, name: str) -> None:
        if await self._contexts.visible_by_name(name, self._caller) is None:
            raise UnknownContext(context=name)

    def check_username(self, username: str) -> None:
        if username in _RESERVED or username == self._autoprov or username.startswith("xivo-"):
            raise LineRefused(explanation=f"username {username} is reserved")

    async def validate_delete(self, line: Line) -> None:
        """Raises LineInUse while a user, an extension or a device is attached (API-094)."""
        if (
            line.device_id is not None
            or await self._user_lines.first_user_of(line.id) is not None
            or await self._line_extensions.first_extension_of(line.id) is not None
        ):
            raise LineInUse
        await self._references.refuse_if_used("line", line.id)
