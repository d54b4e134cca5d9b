# SPDX-License-Identifier: GPL-3.0-or-later
"""Lines that are a name for Asterisk to ring, without an account of their own: custom and SCCP lines (API-088)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import Response
from pydantic import BaseModel
from sqlalchemy import select
from xivo_store.listing import ListParams

from ...edge import answers
from ...edge.bodies import Body
from ...edge.links import Links
from ...edge.parameters import ListParameters
from ...edge.path import ResourceId
from ...edge.routing import Router
from ...edge.unit import Reading, Unit, Writing
from ...entity_limits import within_contexts
from ...paging import page
from ..lines_sip.generator import new_provisioning_extension
from ..lines_sip.validator import LineSipValidator
from .dao import SORTABLE, LineDao
from .errors import LineNotFound
from .model import Line
from .notifier import LineNotifier


@dataclass(frozen=True, kw_only=True)
class PlainLines:
    """One protocol. ``field`` is what a client writes, ``name_of`` makes of it the line's name for Asterisk."""

    protocol: str
    field: str
    name_of: Callable[[str], str]
    field_of: Callable[[str], str]
    create: type[Body]
    edit: type[Body]
    view: type[BaseModel]
    listing: type[BaseModel]

    @property
    def collection(self) -> str:
        return f"lines_{self.protocol}"

    def represent(self, line: Line, links: Links) -> dict[str, Any]:
        return {
            "id": line.id,
            "context": line.context,
            self.field: self.field_of(line.name),
            "callerid": line.callerid,
            "device_slot": line.device_slot,
            "provisioning_extension": line.provisioning_extension,
            "links": [links.to(self.collection, line.id)],
        }


class PlainLineService:
    def __init__(self, unit: Unit, kind: PlainLines) -> None:
        self._unit = unit
        self._kind = kind
        self._dao = LineDao(unit.session)
        self._validator = LineSipValidator(unit)
        self._notifier = LineNotifier(unit)

    async def listed(self, params: ListParams) -> tuple[Sequence[Line], int]:
        statement = select(Line).where(Line.protocol == self._kind.protocol)
        rows, total = await page(
            self._unit.session,
            within_contexts(statement, self._unit.caller, Line.context),
            params,
            searchable=(Line.search,),
            sortable=SORTABLE,
            default_order=(Line.id,),
            tie_breaker=Line.id,
        )
        return [row[0] for row in rows], total

    async def get(self, line_id: int) -> Line:
        """Raises LineNotFound."""
        return self._only_these(line_id, await self._dao.find(line_id, self._unit.caller))

    async def create(self, fields: dict[str, Any]) -> Line:
        line = Line(protocol=self._kind.protocol)
        fields.setdefault("provisioning_extension", None)
        await self._apply(line, fields)
        await self._dao.add(line)
        self._notifier.created(line)
        return line

    async def edit(self, line_id: int, fields: dict[str, Any]) -> None:
        line = await self._locked(line_id)
        await self._apply(line, fields)
        await self._dao.save(line)
        self._notifier.edited(line)

    async def delete(self, line_id: int) -> None:
        line = await self._locked(line_id)
        await self._validator.validate_delete(line)
        await self._dao.delete(line)
        self._notifier.deleted(line)

    async def _apply(self, line: Line, fields: dict[str, Any]) -> None:
        if "context" in fields:
            await self._validator.check_context(fields["context"])
        if self._kind.field in fields:
            line.name = self._kind.name_of(fields[self._kind.field])
        for key in ("context", "callerid", "device_slot"):
            if key in fields:
                setattr(line, key, fields[key])
        if "provisioning_extension" in fields:
            code = fields["provisioning_extension"] or await new_provisioning_extension(self._dao)
            line.provisioning_extension = code

    async def _locked(self, line_id: int) -> Line:
        return self._only_these(line_id, await self._dao.lock(line_id, self._unit.caller))

    def _only_these(self, line_id: int, line: Line | None) -> Line:
        if line is None or line.protocol != self._kind.protocol:
            raise LineNotFound(line_id=line_id)
        return line


def router_of(kind: PlainLines) -> Router:
    collection, protocol = kind.collection, kind.protocol
    router = Router(f"/{collection}", collection)
    acl = f"confd.{collection}"
    create_type: Any = kind.create
    edit_type: Any = kind.edit

    async def list_lines(unit: Reading, parameters: ListParameters) -> Response:
        lines, total = await PlainLineService(unit, kind).listed(parameters.checked(list(SORTABLE)))
        return answers.listing([kind.represent(line, unit.links) for line in lines], total)

    async def get_line(unit: Reading, line_id: ResourceId) -> Response:
        return answers.json(kind.represent(await PlainLineService(unit, kind).get(line_id), unit.links))

    async def create_line(unit: Writing, body: Any) -> Response:
        line = await PlainLineService(unit, kind).create(body.given())
        return answers.created(kind.represent(line, unit.links), f"/1.1/{collection}/{line.id}")

    async def edit_line(unit: Writing, line_id: ResourceId, body: Any) -> Response:
        await PlainLineService(unit, kind).edit(line_id, body.given())
        return answers.no_content()

    async def delete_line(unit: Writing, line_id: ResourceId) -> Response:
        await PlainLineService(unit, kind).delete(line_id)
        return answers.no_content()

    create_line.__annotations__["body"] = create_type
    edit_line.__annotations__["body"] = edit_type
    router.reads("", acl=f"{acl}.read", answer=kind.listing, name=f"list_{protocol}_lines")(list_lines)
    router.reads("/{line_id}", acl=f"{acl}.{{line_id}}.read", answer=kind.view, name=f"get_{protocol}_line")(get_line)
    router.creates("", acl=f"{acl}.create", answer=kind.view, name=f"create_{protocol}_line")(create_line)
    router.edits("/{line_id}", acl=f"{acl}.{{line_id}}.update", name=f"edit_{protocol}_line")(edit_line)
    router.deletes("/{line_id}", acl=f"{acl}.{{line_id}}.delete", name=f"delete_{protocol}_line")(delete_line)
    return router
