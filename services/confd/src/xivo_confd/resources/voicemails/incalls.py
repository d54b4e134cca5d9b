# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from sqlalchemy import select

from ...crud.model import ObjectUse
from ...crud.references import References
from ...edge.unit import Unit
from ..incalls.model import Incall
from ..incalls.resource import INCALLS

DESTINATION = "destination"


async def switch_off_incalls_to(unit: Unit, voicemail_id: int) -> None:
    """The mailbox goes away: incoming calls that lead there lead nowhere and are out of service (API-123)."""
    owners = select(ObjectUse.owner_id).where(
        ObjectUse.owner_kind == INCALLS.singular,
        ObjectUse.field == DESTINATION,
        ObjectUse.target_kind == "voicemail",
        ObjectUse.target_id == voicemail_id,
    )
    incalls = await unit.session.scalars(select(Incall).where(Incall.id.in_(owners)).with_for_update())
    for incall in incalls.all():
        incall.enabled = False
        incall.destination = {"type": "none"}
        await References(unit).replace(INCALLS.singular, incall.id, {DESTINATION}, ())
        unit.announce(f"incall:{incall.id}", INCALLS.events["edited"].model_validate({"id": incall.id}))
