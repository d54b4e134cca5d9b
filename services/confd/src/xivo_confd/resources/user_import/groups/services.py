# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from sqlalchemy import select

from ...user_forwards.notifier import UserForwardsNotifier
from ...user_forwards.schemas import ForwardEdit
from ...user_forwards.service import state_of
from ...user_services.notifier import UserServicesNotifier
from ...user_services.service import COLUMNS as SERVICES
from ...users.model import User
from ..draft import Batch, Draft
from ..exporting import Page, switch
from .base import ColumnGroup

_SWITCHES = {
    "enablehint": "supervision_enabled",
    "enablexfer": "call_transfer_enabled",
    "enableonlinerec": "online_call_record_enabled",
    "callrecord": "call_record_enabled",
    "incallfilter": "incallfilter_enabled",
    "enablednd": "dnd_enabled",
}
_ON = frozenset({"enablehint", "enablexfer"})  # without a value; the others are off
_SERVICE_OF = {attribute: service for service, attribute in SERVICES.items()}
_FORWARDS = {
    "unconditional": ("enableunc", "destunc"),
    "noanswer": ("enablerna", "destrna"),
    "busy": ("enablebusy", "destbusy"),
}


class ServiceColumns(ColumnGroup):
    """What he may do, what he has switched on, where his calls go."""

    columns: ClassVar[tuple[str, ...]] = (*_SWITCHES, *(column for pair in _FORWARDS.values() for column in pair))

    def read(self, draft: Draft) -> None:
        for column in (*_SWITCHES, *(enabled for enabled, _ in _FORWARDS.values())):
            draft.forms[column] = draft.switch(column)
        for _, destination in _FORWARDS.values():
            if value := draft.cell(destination):
                draft.filled(ForwardEdit, {destination: "destination"}, {destination: value})

    async def check(self, batch: Batch) -> None:
        for draft in batch.drafts:
            if draft.user is not None:
                self._switch(draft, draft.user)
                self._forward(draft, draft.user)

    def _switch(self, draft: Draft, user: User) -> None:
        for column, attribute in _SWITCHES.items():
            if column not in self.plan.columns:
                continue
            wanted = column in _ON if draft.forms[column] is None else draft.forms[column]
            if getattr(user, attribute) != wanted:
                setattr(user, attribute, wanted)
                service = _SERVICE_OF.get(attribute)
                draft.changed.add(f"service {service}" if service else "user")

    def _forward(self, draft: Draft, user: User) -> None:
        for forward, (enabled, destination) in _FORWARDS.items():
            before = getattr(user, f"{forward}_enabled"), getattr(user, f"{forward}_destination")
            if enabled in self.plan.columns:
                setattr(user, f"{forward}_enabled", bool(draft.forms[enabled]))
            if destination in self.plan.columns:
                setattr(user, f"{forward}_destination", draft.cell(destination))
            if getattr(user, f"{forward}_enabled") and not getattr(user, f"{forward}_destination"):
                draft.refuse(destination, "a forward that is enabled needs a destination")
            if (getattr(user, f"{forward}_enabled"), getattr(user, f"{forward}_destination")) != before:
                draft.changed.add(f"forward {forward}")

    async def write(self, batch: Batch) -> None:
        """A new user is announced as such, with all he has."""
        if self.plan.creating:
            return
        services, forwards = UserServicesNotifier(batch.unit), UserForwardsNotifier(batch.unit)
        for draft in batch.drafts:
            if draft.user is None:
                continue
            for service, attribute in SERVICES.items():
                if f"service {service}" in draft.changed:
                    services.updated(draft.user, service, enabled=getattr(draft.user, attribute))
            for forward in _FORWARDS:
                if f"forward {forward}" in draft.changed:
                    forwards.updated(draft.user, forward, **state_of(draft.user, forward))

    @classmethod
    async def export(cls, page: Page) -> Mapping[int, Mapping[str, str]]:
        named = {column: getattr(User, attribute) for column, attribute in _SWITCHES.items()}
        for forward, (enabled, destination) in _FORWARDS.items():
            named[enabled] = getattr(User, f"{forward}_enabled")
            named[destination] = getattr(User, f"{forward}_destination")
        statement = select(User.id, *named.values()).where(User.id.in_(page.user_ids))
        return {
            row[0]: {
                column: value if isinstance(value, str) else switch(value)
                for column, value in zip(named, row[1:], strict=True)
            }
            for row in await page.session.execute(statement)
        }
