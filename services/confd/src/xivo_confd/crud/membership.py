# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is deleted leaves the lists that he is in, instead of being kept by them (API-111); what is his goes with him."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select

from ..edge.unit import Unit
from .model import ObjectUse
from .references import YIELDING, Gone, Yielding

if TYPE_CHECKING:
    from .resource import Resource


def add_memberships(resource: Resource[Any]) -> None:
    """``resource.members`` are lists that their members leave; what ``resource.owners`` name takes the object along."""

    async def leave(unit: Unit, gone: Gone, fields: Mapping[int, Sequence[str]]) -> None:
        service = resource.of(unit)
        paths = [path.split(".") for path, kind in resource.members.items() if kind == gone.kind]
        statement = select(resource.model).where(resource.target.column("id").in_(list(fields))).with_for_update()
        for owner in (await unit.session.scalars(statement)).all():
            if any(resource.owners.get(field) == gone.kind for field in fields[owner.id]):
                await service.remove(owner)
                continue
            for field, *inner in paths:
                setattr(owner, field, _without(getattr(owner, field), inner, gone))
            await unit.session.execute(
                delete(ObjectUse).where(
                    ObjectUse.owner_kind == resource.singular,
                    ObjectUse.owner_id == owner.id,
                    ObjectUse.field.in_(fields[owner.id]),
                    ObjectUse.target_kind == gone.kind,
                    ObjectUse.target_id == gone.id,
                )
            )
            await service.stored(owner, set(fields[owner.id]))
            event = resource.events["edited"].model_validate({"id": owner.id})
            unit.announce(f"{resource.singular}:{owner.id}", event)

    given_up = {**resource.members, **resource.owners}
    lists = frozenset((path.partition(".")[0], kind) for path, kind in given_up.items())
    YIELDING[resource.singular] = Yielding(leave, lists)


def _without(value: Any, path: Sequence[str], gone: Gone) -> Any:
    if path:
        return {**value, path[0]: _without(value[path[0]], path[1:], gone)}
    key = f"{gone.kind}_id"
    return [one for one in value if (one[key] if isinstance(one, dict) else one) != gone.id]
