# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on

from ....entity_limits import within_contexts
from ....provisioning.dao import DeviceLineDao
from ...devices.notifier import DeviceNotifier
from ...devices.validator import takes_line_of
from ...lines.model import Line
from ...lines.notifier import LineNotifier
from ...user_lines.model import UserLine
from ..dao import ImportDao
from ..draft import Batch, Draft, Plan, Seen
from ..exporting import Page
from .base import ColumnGroup


class DeviceColumns(ColumnGroup):
    """The phone that his line is on, by id or MAC address; it must be known. provd is told after the commit."""

    columns: ClassVar[tuple[str, ...]] = ("device",)

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        self._seen = Seen()
        self._known: dict[str, str] = {}
        self._without_sip: set[str] = set()
        self._others: set[str] = set()  # with lines that the caller does not see; not his to change

    async def prepare(self, drafts: Sequence[Draft]) -> None:
        """Raises Unavailable without provd, if a line names a device."""
        if not any(draft.cell("device") for draft in drafts):
            return
        for document in await self.plan.provd.devices():
            self._known[document["id"]] = document["id"]
            if not takes_line_of(document, "sip"):
                self._without_sip.add(document["id"])
            if mac := document.get("mac"):
                self._known[mac.lower()] = document["id"]

    async def check(self, batch: Batch) -> None:
        if "device" not in self.plan.columns:
            return
        dao = ImportDao(batch.unit.session)
        limit = self.plan.caller.entity_id
        if limit is not None:
            self._others = set(await DeviceLineDao(batch.unit.session).with_lines_of_others(limit))
        wanted = {draft: self._wanted(draft) for draft in batch.drafts}
        devices = {device_id for device_id in wanted.values() if device_id}
        present = await dao.lines_on(devices) if devices else {}
        for draft, device_id in wanted.items():
            line = draft.line
            if line is None or device_id == line.device_id:
                continue
            if self._others & {device_id, line.device_id}:
                draft.refuse("device", "there is no such device")
                continue
            if device_id in self._without_sip and line.protocol != "sccp":
                draft.refuse("device", "this device works in SCCP mode only")
                continue
            if device_id is not None:
                self._seen.once(draft, "device", (device_id, line.device_slot))
                if (device_id, line.device_slot) in present:
                    draft.refuse("device", f"another line is on key {line.device_slot} of this device")
            draft.forms["devices left"] = {line.device_id, device_id} - {None}
            line.device_id = device_id
            draft.changed.add("device")

    def _wanted(self, draft: Draft) -> str | None:
        value = draft.cell("device")
        if not value:
            return None
        found = self._known.get(value) or self._known.get(value.lower())
        if found is None:
            draft.refuse("device", "there is no such device")
        elif draft.line is None:
            draft.refuse("device", "a device needs a line")
        return found

    async def write(self, batch: Batch) -> None:
        for draft in batch.drafts:
            if "device" not in draft.changed:
                continue
            if draft.line is not None and not draft.changed & {"line", "new line"}:
                LineNotifier(batch.unit).edited(draft.line)
            for device_id in sorted(draft.forms["devices left"]):
                DeviceNotifier(batch.unit).edited(device_id)

    @classmethod
    async def export(cls, page: Page) -> Mapping[int, Mapping[str, str]]:
        statement = (
            select(UserLine.user_id, Line.device_id)
            .join(Line, Line.id == UserLine.line_id)
            .where(UserLine.user_id.in_(page.user_ids), UserLine.main_user)
            .ext(distinct_on(UserLine.user_id))
            .order_by(UserLine.user_id, Line.id)
        )
        rows = await page.session.execute(within_contexts(statement, page.caller, Line.context))
        return {row.user_id: {"device": row.device_id or ""} for row in rows}
