# SPDX-License-Identifier: GPL-3.0-or-later
"""What clients show on a system where nobody has said yet what they should: the manual's profiles, looks and sheet."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from .crud.looks import DEFAULT_GROUP
from .crud.model import GeneralSettings, ObjectUse
from .resources.agent_status.model import AgentStatus
from .resources.agent_status.schemas import AgentStatusBody
from .resources.cti_profiles.model import CtiProfile
from .resources.cti_profiles.schemas import CtiProfileBody, Position, ServiceName, Xlet, XletName
from .resources.phone_hints.model import PhoneHint
from .resources.phone_hints.schemas import PhoneHintBody
from .resources.presences.model import Presence
from .resources.presences.schemas import PresenceBody
from .resources.sheet_events.resource import SHEET_EVENTS
from .resources.sheet_events.schemas import SheetEvents
from .resources.sheets.model import Sheet
from .resources.sheets.schemas import SheetBody, SheetField, SystrayField

FORWARDS: tuple[ServiceName, ...] = ("enablednd", "fwdunc", "fwdbusy", "fwdrna")
TABS: tuple[XletName, ...] = (
    "search",
    "customerinfo",
    "fax",
    "history",
    "remotedirectory",
    "features",
    "mylocaldir",
    "conference",
)


async def seed_clients(session: AsyncSession) -> None:
    """Idempotent, also when two replicas start at once: the group of presences that nobody can delete is the gate."""
    gate = insert(Presence).values(PresenceBody(name=DEFAULT_GROUP).model_dump())
    if await session.scalar(gate.on_conflict_do_nothing().returning(Presence.id)) is None:
        return
    session.add(PhoneHint(**PhoneHintBody(name=DEFAULT_GROUP).model_dump()))
    session.add(AgentStatus(**AgentStatusBody(name=DEFAULT_GROUP).model_dump()))
    await _profiles(session)
    await _sheet(session)
    await session.flush()


async def _profiles(session: AsyncSession) -> None:
    """Profiles of an older system have nothing but names; they keep their ids."""
    for body in shipped_profiles():
        values = body.model_dump()
        shipped = insert(CtiProfile).values(values)
        await session.execute(shipped.on_conflict_do_update(index_elements=["name"], set_=values))


def shipped_profiles() -> list[CtiProfileBody]:
    identity = Xlet(name="identity", position="grid", number=0)
    tabber = Xlet(name="tabber", position="grid", number=1)
    tabs = [Xlet(name=name, position="tab", number=number) for number, name in enumerate(TABS)]
    supervision: Sequence[XletName] = ("queues", "queuemembers", "queueentrydetails", "agents", "agentdetails")
    return [
        CtiProfileBody(name="Supervisor", xlets=[identity, *_docks(*supervision)]),
        CtiProfileBody(name="Agent", xlets=[identity, *_docks("queues", "customerinfo", "agentdetails")]),
        CtiProfileBody(name="Client", xlets=[identity, tabber, *tabs], services=list(FORWARDS)),
        CtiProfileBody(name="Switchboard", xlets=[identity, _dock("switchboard", 1), _dock("directory", 3)]),
    ]


def _docks(*names: XletName) -> list[Xlet]:
    return [_dock(name) for name in names]


def _dock(name: XletName, number: int | None = None) -> Xlet:
    dock: Position = "dock"
    return Xlet(name=name, position=dock, number=number, floating=True, closable=True, movable=True, scroll=True)


async def _sheet(session: AsyncSession) -> None:
    """``XiVO``, shown when a phone begins to ring (ADM-129, ADM-138, ADM-145)."""
    body = SheetBody(
        name="XiVO",
        description="Modèle de fiche de base.",
        sheet_info=[
            SheetField(title="Nom", type="title", display_value="{xivo-calleridname}"),
            SheetField(title="Numéro", type="text", display_value="{xivo-calleridnum}"),
            SheetField(title="Origine", type="text", display_value="{xivo-origin}"),
        ],
        systray_info=[
            SystrayField(title="Nom", type="title", display_value="{xivo-calledidname}"),
            SystrayField(title="Numéro", type="body", display_value="{xivo-calleridnum}"),
            SystrayField(title="Origine", type="body", display_value="{xivo-origin}"),
        ],
    )
    sheet = Sheet(**body.model_dump())
    session.add(sheet)
    await session.flush()
    events = SheetEvents(dial=sheet.id)
    session.add(GeneralSettings(name=SHEET_EVENTS.name, values=events.model_dump(exclude_unset=True)))
    use = {"owner_kind": SHEET_EVENTS.name, "owner_id": 1, "field": "dial"}
    session.add(ObjectUse(**use, target_kind="sheet", target_id=sheet.id))
