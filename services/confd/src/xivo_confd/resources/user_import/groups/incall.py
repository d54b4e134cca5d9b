# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from ....crud.model import ObjectUse
from ...contexts.ranges import may_hold
from ...extensions.model import Extension
from ...incalls.model import Incall
from ...incalls.resource import INCALLS, as_pattern
from ...incalls.schemas import IncallBody
from ..dao import ImportDao, KnownContext
from ..draft import Batch, Draft, Plan, Seen
from ..exporting import Page
from .base import ColumnGroup

_REQUIRED = ("incallexten", "incallcontext")
_FIELDS = {"incallexten": "exten", "incallcontext": "context", "incallringseconds": "destination"}


@dataclass(frozen=True, slots=True)
class _IncallForm:
    exten: str
    context: str
    ring_time: int

    def destination(self, user_id: int) -> dict[str, Any]:
        return {"type": "user", "user_id": user_id, "ring_time": self.ring_time}


class IncallColumns(ColumnGroup):
    """A DID that leads to him. In an update, a user without values here keeps what he has."""

    columns: ClassVar[tuple[str, ...]] = (*_REQUIRED, "incallringseconds")

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        self._seen = Seen()
        self._contexts: dict[str, KnownContext] | None = None

    def read(self, draft: Draft) -> None:
        draft.forms["incall"] = None
        values = draft.given(self.columns)
        if not values:
            return
        missing = [column for column in _REQUIRED if column not in values]
        for column in missing:
            draft.refuse(column, "is required for an incoming call")
        seconds = draft.number("incallringseconds") or 0
        if missing:
            return
        anybody = {"type": "user", "user_id": 1, "ring_time": seconds}
        body = {"incallexten": values["incallexten"], "incallcontext": values["incallcontext"]}
        fields = draft.filled(IncallBody, _FIELDS, {**body, "incallringseconds": anybody})
        if fields:
            draft.forms["incall"] = _IncallForm(as_pattern(fields["exten"]), fields["context"], seconds)

    async def check(self, batch: Batch) -> None:
        drafts = [draft for draft in batch.drafts if draft.forms["incall"] is not None and draft.user is not None]
        if not drafts:
            return
        dao = ImportDao(batch.unit.session)
        if self._contexts is None:
            self._contexts = await dao.contexts(self.plan.caller)
        if not self.plan.creating:
            users = [draft.user.id for draft in drafts if draft.user is not None]
            own = await dao.incalls_of(users, self.plan.caller)
            for draft in drafts:
                draft.forms["own incall"] = own.get(draft.user.id) if draft.user is not None else None
        numbers = {(draft.forms["incall"].exten, draft.forms["incall"].context) for draft in drafts}
        taken = await dao.extensions(numbers)
        for draft in drafts:
            self._check(draft, draft.forms["incall"], taken, self._contexts)

    def _check(
        self,
        draft: Draft,
        form: _IncallForm,
        taken: Mapping[tuple[str, str], int],
        contexts: Mapping[str, KnownContext],
    ) -> None:
        number = (form.exten, form.context)
        self._seen.once(draft, "incallexten", number)
        own: Incall | None = draft.forms.get("own incall")
        if own is not None and (own.exten, own.context) == number:
            if own.destination.get("ring_time", 0) != form.ring_time:
                draft.changed.add("incall")
            return
        context = contexts.get(form.context)
        if context is None:
            draft.refuse("incallcontext", f"context {form.context} does not exist")
        elif context.type != "incall":
            draft.refuse("incallcontext", f"context {form.context} is not of type incall")
        elif not may_hold(context.type, context.ranges, form.exten):
            draft.refuse("incallexten", f"exten {form.exten} not inside range of context {form.context}")
        elif number in taken:
            draft.refuse("incallexten", f"{form.exten}@{form.context} already exists")
        draft.changed.add("incall" if own is not None else "new incall")

    async def write(self, batch: Batch) -> None:
        dao = ImportDao(batch.unit.session)
        made = [
            (draft.user.id, self._incall(draft.user.id, draft.forms["incall"]))
            for draft in batch.drafts
            if "new incall" in draft.changed and draft.user is not None
        ]
        await dao.add([incall for _, incall in made])
        await dao.add([beside for user_id, incall in made for beside in _beside(incall, user_id)])
        for _, incall in made:
            event = INCALLS.events["created"].model_validate({"id": incall.id})
            batch.unit.announce(f"{INCALLS.singular}:{incall.id}", event)
        for draft in batch.drafts:
            if "incall" in draft.changed and draft.user is not None:
                await self._edit(batch, draft.forms["own incall"].id, draft.user.id, draft.forms["incall"])

    def _incall(self, user_id: int, form: _IncallForm) -> Incall:
        body = IncallBody.model_validate(
            {"exten": form.exten, "context": form.context, "destination": form.destination(user_id)}
        )
        return Incall(**body.model_dump())

    async def _edit(self, batch: Batch, incall_id: int, user_id: int, form: _IncallForm) -> None:
        fields = {"exten": form.exten, "context": form.context, "destination": form.destination(user_id)}
        await INCALLS.of(batch.unit).edit(incall_id, INCALLS.edited.model_validate(fields))

    @classmethod
    async def export(cls, page: Page) -> Mapping[int, Mapping[str, str]]:
        """Of the first that leads straight to him."""
        incalls = await ImportDao(page.session).incalls_of(page.user_ids, page.caller)
        return {
            user_id: {
                "incallexten": incall.exten,
                "incallcontext": incall.context,
                "incallringseconds": str(incall.destination.get("ring_time") or ""),
            }
            for user_id, incall in incalls.items()
        }


def _beside(incall: Incall, user_id: int) -> tuple[Extension, ObjectUse]:
    """The rows that the core keeps of a declared object: its number, and whom it refers to."""
    kind = INCALLS.singular
    return (
        Extension(exten=incall.exten, context=incall.context, type=kind, typeval=incall.id),
        ObjectUse(owner_kind=kind, owner_id=incall.id, field="destination", target_kind="user", target_id=user_id),
    )
