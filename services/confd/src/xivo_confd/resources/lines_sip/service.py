# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

from xivo_store.listing import ListParams

from ...edge.unit import Unit
from ...paging import AnyRow
from ..lines.dao import LineDao
from ..lines.errors import LineNotFound
from ..lines.model import Line
from ..lines.notifier import LineNotifier
from .generator import new_provisioning_extension, new_secret, new_username
from .validator import LineSipValidator

PROTOCOL = "sip"


class LineSipService:
    def __init__(self, unit: Unit, dao: LineDao, validator: LineSipValidator, notifier: LineNotifier) -> None:
        self._caller = unit.caller
        self._dao = dao
        self._validator = validator
        self._notifier = notifier

    @classmethod
    def of(cls, unit: Unit) -> Self:
        return cls(unit, LineDao(unit.session), LineSipValidator(unit), LineNotifier(unit))

    async def listed(self, params: ListParams) -> tuple[Sequence[AnyRow], int]:
        return await self._dao.listed_sip(params, self._caller)

    async def get(self, line_id: int) -> Line:
        """Raises LineNotFound."""
        return self._only_sip(line_id, await self._dao.find(line_id, self._caller))

    async def create(self, fields: dict[str, Any]) -> Line:
        """Username, secret and provisioning code are generated unless given (API-092)."""
        await self._validator.check_context(fields["context"])
        line = Line(protocol=PROTOCOL, callerid=None)
        for key in ("username", "secret", "provisioning_extension"):
            fields.setdefault(key, None)
        await self._apply(line, fields)
        await self._dao.add(line)
        self._notifier.created(line)
        return line

    async def edit(self, line_id: int, fields: dict[str, Any]) -> None:
        line = await self._locked(line_id)
        if "context" in fields:
            await self._validator.check_context(fields["context"])
        await self._apply(line, fields)
        await self._dao.save(line)
        self._notifier.edited(line)

    async def delete(self, line_id: int) -> None:
        line = await self._locked(line_id)
        await self._validator.validate_delete(line)
        await self._dao.delete(line)
        self._notifier.deleted(line)

    async def _apply(self, line: Line, fields: dict[str, Any]) -> None:
        for key in ("context", "device_slot", "callerid", "options"):
            if key in fields:
                setattr(line, key, fields[key])
        if "username" in fields:
            if fields["username"]:
                self._validator.check_username(fields["username"])
            line.username = fields["username"] or await new_username(self._dao)
            line.name = line.username
        if "secret" in fields:
            line.secret = fields["secret"] or new_secret()
        if "provisioning_extension" in fields:
            code = fields["provisioning_extension"] or await new_provisioning_extension(self._dao)
            line.provisioning_extension = code

    async def _locked(self, line_id: int) -> Line:
        return self._only_sip(line_id, await self._dao.lock(line_id, self._caller))

    def _only_sip(self, line_id: int, line: Line | None) -> Line:
        if line is None or line.protocol != PROTOCOL:
            raise LineNotFound(line_id=line_id)
        return line
