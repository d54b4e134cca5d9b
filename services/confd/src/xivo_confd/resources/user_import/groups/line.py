# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import Text, select, type_coerce
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import InstrumentedAttribute

from ....entity_limits import within_contexts
from ...contexts.model import Context
from ...contexts.ranges import may_hold
from ...extensions.model import Extension
from ...extensions.notifier import ExtensionNotifier
from ...extensions.schemas import ExtensionCreate
from ...line_extensions.model import LineExtension
from ...line_extensions.notifier import LineExtensionNotifier
from ...lines.errors import LineRefused
from ...lines.model import Line
from ...lines.notifier import LineNotifier
from ...lines_sip.generator import new_secret, random_provisioning_extension, random_username
from ...lines_sip.schemas import LineSipCreate
from ...lines_sip.service import PROTOCOL
from ...lines_sip.validator import LineSipValidator
from ...user_lines.callerid import callerid
from ...user_lines.model import UserLine
from ...user_lines.notifier import UserLineNotifier
from ..dao import ImportDao, KnownContext, OwnLine
from ..draft import Batch, Draft, Plan, Seen
from ..exporting import Page
from .base import ColumnGroup

_REQUIRED = ("phonenumber", "context", "protocol")
_NUMBER_FIELDS = {"phonenumber": "exten", "context": "context"}
_LINE_FIELDS = {
    "context": "context",
    "linename": "username",
    "linesecret": "secret",
    "provisioningcode": "provisioning_extension",
    "deviceslot": "device_slot",
}


@dataclass(slots=True)
class _LineForm:
    """What the cells say; None where they say nothing."""

    number: tuple[str, str]
    username: str | None
    secret: str | None
    code: str | None
    slot: int | None


class LineColumns(ColumnGroup):
    """His line and its number. In an update, a user without values here keeps what he has."""

    columns: ClassVar[tuple[str, ...]] = (*_REQUIRED, "linename", "linesecret", "provisioningcode", "deviceslot")

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        self._seen = Seen()
        self._contexts: dict[str, KnownContext] | None = None
        self._others: dict[int, list[OwnLine]] = {}
        self._used: set[str] = set()  # names and codes of the whole file, given and generated

    def read(self, draft: Draft) -> None:
        draft.forms["line"] = None
        values = draft.given(self.columns)
        if not values:
            return
        missing = [column for column in _REQUIRED if column not in values]
        for column in missing:
            draft.refuse(column, "is required for a line")
        if missing:
            return
        if values["protocol"] != PROTOCOL:
            known = (
                "there are no lines of this protocol" if values["protocol"] == "sccp" else "must be one of (sip, sccp)"
            )
            draft.refuse("protocol", known)
        slot = draft.number("deviceslot")
        number = draft.filled(ExtensionCreate, _NUMBER_FIELDS, {name: values[name] for name in _NUMBER_FIELDS})
        given = {column: values[column] for column in _LINE_FIELDS if column in values and column != "deviceslot"}
        line = draft.filled(LineSipCreate, _LINE_FIELDS, {**given, "deviceslot": 1 if slot is None else slot})
        self._used |= {line[name] for name in ("username", "provisioning_extension") if line.get(name)}
        if number and line:
            draft.forms["line"] = _LineForm(
                (number["exten"], number["context"]),
                line.get("username"),
                line.get("secret"),
                line.get("provisioning_extension"),
                slot,
            )

    async def check(self, batch: Batch) -> None:
        dao = ImportDao(batch.unit.session)
        if self._contexts is None:
            self._contexts = await dao.contexts(self.plan.caller)
        if not self.plan.creating:
            await self._find(dao, batch.drafts)
        drafts = [draft for draft in batch.drafts if draft.forms["line"] is not None and draft.user is not None]
        forms: list[_LineForm] = [draft.forms["line"] for draft in drafts]
        taken = _Taken(
            await dao.extensions({form.number for form in forms}) if forms else {},
            await dao.line_ids(Line.name, {form.username for form in forms if form.username}),
            await dao.line_ids(Line.provisioning_extension, {form.code for form in forms if form.code}),
        )
        validator = LineSipValidator(batch.unit)
        for draft in drafts:
            self._check(draft, draft.forms["line"], validator, taken)
            if not self.plan.creating and draft.line is not None:
                _change(draft, draft.line, draft.forms["line"])
        await self._make(dao, [draft for draft in drafts if draft.line is None])
        if not self.plan.creating:
            self._compare(dao, batch.drafts)

    async def _find(self, dao: ImportDao, drafts: list[Draft]) -> None:
        users = [draft.user.id for draft in drafts if draft.user is not None]
        lines = await dao.lines_of(users, self.plan.caller)
        for draft in drafts:
            own = lines.get(draft.user.id, []) if draft.user is not None else []
            if own:
                draft.line, draft.extension = own[0].line, own[0].extension
                self._others[own[0].line.id] = own[1:]
                draft.beside += [other.line for other in own[1:]]

    def _check(self, draft: Draft, form: _LineForm, validator: LineSipValidator, taken: _Taken) -> None:
        line_id = draft.line.id if draft.line is not None else None
        own = (draft.extension.exten, draft.extension.context) if draft.extension is not None else None
        self._seen.once(draft, "phonenumber", form.number)
        if form.number != own:
            self._check_number(draft, form, taken)
        if form.username:
            self._seen.once(draft, "linename", form.username)
            try:
                validator.check_username(form.username)
            except LineRefused as refusal:
                draft.refuse("linename", str(refusal.params["explanation"]))
            if taken.names.get(form.username, line_id) != line_id:
                draft.refuse("linename", f"username {form.username} already exists")
        if form.code:
            self._seen.once(draft, "provisioningcode", form.code)
            if taken.codes.get(form.code, line_id) != line_id:
                draft.refuse("provisioningcode", f"provisioning_extension {form.code} already exists")

    def _check_number(self, draft: Draft, form: _LineForm, taken: _Taken) -> None:
        exten, name = form.number
        context = (self._contexts or {}).get(name)
        if context is None:
            draft.refuse("context", f"context {name} does not exist")
        elif context.type != "internal":
            draft.refuse("context", f"context {name} is not internal")
        elif not may_hold(context.type, context.ranges, exten):
            draft.refuse("phonenumber", f"exten {exten} not inside range of context {name}")
        elif form.number in taken.numbers:
            draft.refuse("phonenumber", f"{exten}@{name} already exists")

    async def _make(self, dao: ImportDao, drafts: list[Draft]) -> None:
        """New lines and numbers; what the file leaves out is generated (API-092)."""
        names = await self._unused(dao, Line.name, random_username, len(drafts))
        codes = await self._unused(dao, Line.provisioning_extension, random_provisioning_extension, len(drafts))
        for draft, name, code in zip(drafts, names, codes, strict=True):
            form: _LineForm = draft.forms["line"]
            exten, context = form.number
            username = form.username or name
            draft.line = Line(
                protocol=PROTOCOL,
                name=username,
                username=username,
                secret=form.secret or new_secret(),
                context=context,
                device_slot=form.slot or 1,
                provisioning_extension=form.code or code,
            )
            draft.extension = Extension(exten=exten, context=context)
            draft.changed.add("new line")

    async def _unused(
        self, dao: ImportDao, column: InstrumentedAttribute[str], generate: Callable[[], str], count: int
    ) -> list[str]:
        found: set[str] = set()
        while len(found) < count:
            candidates = {generate() for _ in range(count - len(found))} - self._used
            found |= candidates - set(await dao.line_ids(column, candidates))
            self._used |= candidates
        return list(found)

    def _compare(self, dao: ImportDao, drafts: list[Draft]) -> None:
        for draft in drafts:
            if draft.line is None or draft.user is None or "new line" in draft.changed:
                continue
            if draft.extension is not None and "new extension" not in draft.changed:
                moved = dao.is_changed(draft.extension)
                if moved:
                    draft.changed.add("extension")
            else:
                moved = draft.extension is not None
            if moved or draft.renamed:
                draft.line.callerid = callerid(draft.user, draft.extension.exten if draft.extension else None)
            if draft.renamed:
                for other in self._others.get(draft.line.id, []):
                    other.line.callerid = callerid(draft.user, other.extension.exten if other.extension else None)
            if dao.is_changed(draft.line):
                draft.changed.add("line")

    async def write(self, batch: Batch) -> None:
        dao = ImportDao(batch.unit.session)
        new_lines = [draft for draft in batch.drafts if "new line" in draft.changed]
        new_numbers = [draft for draft in batch.drafts if draft.changed & {"new line", "new extension"}]
        for draft in new_lines:
            if draft.line and draft.user and draft.extension:
                draft.line.callerid = callerid(draft.user, draft.extension.exten)
        await dao.add([draft.line for draft in new_lines] + [draft.extension for draft in new_numbers])
        users = {
            draft: UserLine(user_id=draft.user.id, line_id=draft.line.id, main_user=True, main_line=True)
            for draft in new_lines
            if draft.user is not None and draft.line is not None
        }
        numbers = {
            draft: LineExtension(line_id=draft.line.id, extension_id=draft.extension.id)
            for draft in new_numbers
            if draft.line is not None and draft.extension is not None
        }
        await dao.add([*users.values(), *numbers.values()])
        for draft in batch.drafts:
            self._announce(batch, draft, users.get(draft), numbers.get(draft))

    def _announce(self, batch: Batch, draft: Draft, user: UserLine | None, number: LineExtension | None) -> None:
        lines, extensions = LineNotifier(batch.unit), ExtensionNotifier(batch.unit)
        if draft.line is not None and user is not None:
            lines.created(draft.line)
            UserLineNotifier(batch.unit).associated(user)
        elif draft.line is not None and "line" in draft.changed:
            lines.edited(draft.line)
        if draft.extension is not None and number is not None:
            extensions.created(draft.extension)
            LineExtensionNotifier(batch.unit).associated(number)
        elif draft.extension is not None and "extension" in draft.changed:
            extensions.edited(draft.extension)
        if draft.line is not None and draft.renamed:
            for other in self._others.get(draft.line.id, []):
                lines.edited(other.line)

    @classmethod
    async def export(cls, page: Page) -> Mapping[int, Mapping[str, str]]:
        """Of the first line of which he is the main user, if it has a number: the file cannot say more."""
        statement = (
            select(
                UserLine.user_id,
                Extension.exten,
                Extension.context,
                Line.protocol,
                Line.name,
                Line.provisioning_extension,
                Line.device_slot,
                type_coerce(Line.secret, Text).label("secret"),
                Context.type,
            )
            .join(Line, Line.id == UserLine.line_id)
            .outerjoin(LineExtension, LineExtension.line_id == Line.id)
            .outerjoin(Extension, Extension.id == LineExtension.extension_id)
            .outerjoin(Context, Context.name == Extension.context)
            .where(UserLine.user_id.in_(page.user_ids), UserLine.main_user)
            .ext(distinct_on(UserLine.user_id))
            .order_by(UserLine.user_id, Line.id, (Context.type == "internal").desc().nulls_last(), Extension.id)
        )
        rows = (await page.session.execute(within_contexts(statement, page.caller, Line.context))).all()
        secrets = await page.opened([row.secret for row in rows])
        return {
            row.user_id: {
                "phonenumber": row.exten,
                "context": row.context,
                "protocol": row.protocol,
                "linename": row.name,
                "linesecret": secret,
                "provisioningcode": row.provisioning_extension,
                "deviceslot": str(row.device_slot),
            }
            for row, secret in zip(rows, secrets, strict=True)
            if row.type == "internal" and row.protocol == PROTOCOL
        }


@dataclass(frozen=True, slots=True)
class _Taken:
    """What exists already of what the file wants: ids by value."""

    numbers: Mapping[tuple[str, str], int]
    names: Mapping[str, int]
    codes: Mapping[str, int]


def _change(draft: Draft, line: Line, form: _LineForm) -> None:
    exten, context = form.number
    if draft.extension is None:
        draft.extension = Extension(exten=exten, context=context)
        draft.changed.add("new extension")
    elif (draft.extension.exten, draft.extension.context) != form.number:
        draft.extension.exten, draft.extension.context = form.number
        line.context = context
    if form.username:
        line.name = line.username = form.username
    line.secret = form.secret or line.secret
    line.provisioning_extension = form.code or line.provisioning_extension
    line.device_slot = form.slot or line.device_slot
