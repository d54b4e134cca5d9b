# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from sqlalchemy import Text, func, select, type_coerce

from ....crud.model import ObjectUse
from ....entity_limits import within_contexts
from ...user_voicemails.model import UserVoicemail
from ...user_voicemails.notifier import UserVoicemailNotifier
from ...users.model import User
from ...voicemails.model import Voicemail
from ...voicemails.resource import VOICEMAILS
from ...voicemails.schemas import VoicemailBody
from ..dao import ImportDao, KnownContext
from ..draft import Batch, Draft, Plan, Seen
from ..exporting import Page, switch
from .base import ColumnGroup

_REQUIRED = ("voicemailname", "voicemailmailbox")
_FIELDS = {
    "voicemailname": "name",
    "voicemailmailbox": "number",
    "voicemailpassword": "password",
    "voicemailemail": "email",
    "voicemailattach": "attach_audio",
    "voicemaildelete": "delete_messages",
    "voicemailskippass": "ask_password",
}
_SWITCHES = ("voicemailattach", "voicemaildelete", "voicemailskippass")
_LATER = "later"  # the context is that of his number, known when his line is


class VoicemailColumns(ColumnGroup):
    """His mailbox, in the context of his number. In an update, a user without values here keeps what he has."""

    columns: ClassVar[tuple[str, ...]] = (*_FIELDS, "enablevoicemail")

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        self._seen = Seen()
        self._contexts: dict[str, KnownContext] | None = None
        self._timezone = ""

    def read(self, draft: Draft) -> None:
        draft.forms["voicemail"] = None
        draft.forms["enablevoicemail"] = draft.switch("enablevoicemail")
        values: dict[str, Any] = draft.given(tuple(_FIELDS))
        if not values:
            return
        missing = [column for column in _REQUIRED if column not in values]
        for column in missing:
            draft.refuse(column, "is required for a voicemail")
        if self.plan.creating and not draft.cell("language"):
            draft.refuse("language", "is required for a voicemail")
        for column in _SWITCHES:
            values[column] = bool(draft.switch(column)) != (column == "voicemailskippass")
        if not missing:
            fields = draft.filled(VoicemailBody, _FIELDS | {"context": "context"}, {**values, "context": _LATER})
            draft.forms["voicemail"] = {name: value for name, value in fields.items() if name != "context"} or None

    async def check(self, batch: Batch) -> None:
        dao = ImportDao(batch.unit.session)
        renamed = [draft for draft in batch.drafts if "name" in draft.changed]
        given = [draft for draft in batch.drafts if draft.forms["voicemail"] is not None]
        concerned = [draft for draft in {*renamed, *given} if draft.user is not None]
        if not concerned:
            return
        if self._contexts is None:
            self._contexts = await dao.contexts(self.plan.caller)
            self._timezone = await dao.voicemail_timezone()
        own: Mapping[int, tuple[Voicemail, UserVoicemail]] = {}
        if not self.plan.creating:
            own = await dao.voicemails_of([draft.user.id for draft in concerned if draft.user is not None])
        taken = await dao.voicemails({draft.forms["voicemail"]["number"] for draft in given})
        for draft in sorted(concerned, key=lambda one: one.row.line):
            if draft.user is not None:
                self._check(dao, draft, draft.user, own.get(draft.user.id) if not self.plan.creating else None, taken)

    def _check(
        self,
        dao: ImportDao,
        draft: Draft,
        user: User,
        own: tuple[Voicemail, UserVoicemail] | None,
        taken: Mapping[tuple[str, str], int],
    ) -> None:
        form: dict[str, Any] | None = draft.forms["voicemail"]
        if own is None:
            if form is not None:
                self._make(draft, user, form, taken)
            return
        mailbox, association = own
        draft.forms["own voicemail"] = own
        draft.beside += own
        if "name" in draft.changed:
            mailbox.name = user.fullname  # API-110
        if form is not None:
            self._require_free(draft, (form["number"], mailbox.context), taken, mailbox.id)
            for column, name in _FIELDS.items():
                if column in self.plan.columns:
                    setattr(mailbox, name, form.get(name))
            if "enablevoicemail" in self.plan.columns:
                association.enabled = draft.forms["enablevoicemail"] is not False
        if dao.is_changed(mailbox):
            draft.changed.add("voicemail")
        if dao.is_changed(association):
            draft.changed.add("voicemail association")

    def _make(self, draft: Draft, user: User, form: Mapping[str, Any], taken: Mapping[tuple[str, str], int]) -> None:
        if draft.extension is None:
            if not draft.problems:
                draft.refuse("voicemailmailbox", "a voicemail needs a line with a number")
            return
        context = draft.extension.context
        self._require_free(draft, (form["number"], context), taken, None)
        body = VoicemailBody.model_validate({**form, "context": context, "language": user.language})
        draft.forms["new voicemail"] = Voicemail(**{**body.model_dump(), "timezone": self._timezone})
        draft.changed.add("new voicemail")

    def _require_free(
        self, draft: Draft, number: tuple[str, str], taken: Mapping[tuple[str, str], int], own_id: int | None
    ) -> None:
        self._seen.once(draft, "voicemailmailbox", number)
        if number[1] not in (self._contexts or {}):
            draft.refuse("context", f"context {number[1]} does not exist")
        elif taken.get(number, own_id) != own_id:
            draft.refuse("voicemailmailbox", f"number {number[0]} already exists")

    async def write(self, batch: Batch) -> None:
        dao, notifier = ImportDao(batch.unit.session), UserVoicemailNotifier(batch.unit)
        made: list[tuple[int, Voicemail, bool]] = [
            (draft.user.id, draft.forms["new voicemail"], draft.forms["enablevoicemail"] is not False)
            for draft in batch.drafts
            if "new voicemail" in draft.changed and draft.user is not None
        ]
        await dao.add([mailbox for _, mailbox, _ in made])
        associations = [
            UserVoicemail(user_id=user_id, voicemail_id=mailbox.id, enabled=enabled)
            for user_id, mailbox, enabled in made
        ]
        await dao.add([*associations, *(self._use(mailbox) for _, mailbox, _ in made)])
        for association in associations:
            self._announce(batch, "created", association.voicemail_id)
            notifier.associated(association)
        for draft in batch.drafts:
            if "voicemail" in draft.changed:
                self._announce(batch, "edited", draft.forms["own voicemail"][0].id)
            if "voicemail association" in draft.changed:
                notifier.edited(draft.forms["own voicemail"][1])

    def _use(self, mailbox: Voicemail) -> ObjectUse:
        """The core's record that the mailbox keeps its context."""
        context_id = (self._contexts or {})[mailbox.context].id
        kind = VOICEMAILS.singular
        return ObjectUse(
            owner_kind=kind, owner_id=mailbox.id, field="context", target_kind="context", target_id=context_id
        )

    def _announce(self, batch: Batch, what: str, voicemail_id: int) -> None:
        event = VOICEMAILS.events[what].model_validate({"id": voicemail_id})
        batch.unit.announce(f"{VOICEMAILS.singular}:{voicemail_id}", event)

    @classmethod
    async def export(cls, page: Page) -> Mapping[int, Mapping[str, str]]:
        """A mailbox of several users stands with the first of them: the file makes one for each line."""
        first = func.min(UserVoicemail.user_id).over(partition_by=UserVoicemail.voicemail_id).label("first")
        owners = select(UserVoicemail.user_id, UserVoicemail.voicemail_id, UserVoicemail.enabled, first).subquery()
        statement = (
            select(owners.c.user_id, owners.c.enabled, Voicemail.name, Voicemail.number, Voicemail.email)
            .add_columns(Voicemail.attach_audio, Voicemail.delete_messages, Voicemail.ask_password)
            .add_columns(type_coerce(Voicemail.password, Text).label("sealed"))
            .join(owners, owners.c.voicemail_id == Voicemail.id)
            .where(owners.c.user_id.in_(page.user_ids), owners.c.first == owners.c.user_id)
        )
        rows = (await page.session.execute(within_contexts(statement, page.caller, Voicemail.context))).all()
        passwords = await page.opened([row.sealed if page.caller.sees_passwords else None for row in rows])
        return {
            row.user_id: {
                "voicemailname": row.name,
                "voicemailmailbox": row.number,
                "voicemailpassword": password,
                "voicemailemail": row.email or "",
                "voicemailattach": switch(row.attach_audio),
                "voicemaildelete": switch(row.delete_messages),
                "voicemailskippass": switch(not row.ask_password),
                "enablevoicemail": switch(row.enabled),
            }
            for row, password in zip(rows, passwords, strict=True)
        }
