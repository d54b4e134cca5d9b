# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    Integer,
    Select,
    String,
    Text,
    and_,
    cast,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession

from ..crud.settings import current
from ..resources.contexts.model import Context
from ..resources.extension_features.model import ExtensionFeature
from ..resources.extensions.model import Extension
from ..resources.features_general.resource import FEATURES_GENERAL
from ..resources.func_key_templates.model import FuncKey
from ..resources.line_extensions.model import LineExtension
from ..resources.paging.model import Paging
from ..resources.parking_lots.model import DEFAULT, ParkingLot
from ..resources.user_lines.model import UserLine
from .func_keys import Codes, Key

_OBJECTS = {"group": "group", "queue": "queue", "conference_room": "conference"}
"""Types of extensions, and the keys that lead there."""


class FuncKeyNumbersDao:
    """What the keys of templates dial."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def codes(self) -> Codes:
        enabled = select(ExtensionFeature.feature, ExtensionFeature.exten).where(ExtensionFeature.enabled)
        features = {row.feature: row.exten for row in await self._session.execute(enabled)}
        parking = await self._session.scalar(select(ParkingLot.exten).where(ParkingLot.name == DEFAULT))
        during_calls = (await current(self._session, FEATURES_GENERAL)).model_dump()
        return Codes(features, during_calls, parking or "")

    async def fingerprints(self) -> dict[int, str]:
        """For each template something that changes when what its keys dial does."""
        key = _resolved().subquery()
        said = func.concat_ws("|", key.c.position, key.c.label, key.c.blf, cast(key.c.destination, Text), key.c.number)
        together = cast(func.array_agg(aggregate_order_by(said, key.c.position)), Text)
        statement = select(key.c.template_id, func.md5(together)).group_by(key.c.template_id)
        return {row[0]: row[1] for row in await self._session.execute(statement)}

    async def keys_of(self, template_ids: Collection[int]) -> dict[int, dict[int, Key]]:
        """Of each of these templates its keys by position."""
        found: dict[int, dict[int, Key]] = defaultdict(dict)
        if not template_ids:
            return found
        statement = _resolved().where(FuncKey.template_id.in_(list(template_ids))).order_by(FuncKey.position)
        for row in await self._session.execute(statement):
            found[row.template_id][row.position] = Key(row.position, row.label, row.blf, row.destination, row.number)
        return found


def _resolved() -> Select[*tuple[Any, ...]]:
    """Keys with the number of what they lead to."""
    number = _numbers().subquery()
    kind = FuncKey.destination["type"].astext
    target = cast(FuncKey.destination[kind.concat("_id")].astext, Integer)
    return select(
        FuncKey.template_id,
        FuncKey.position,
        FuncKey.label,
        FuncKey.blf,
        FuncKey.destination,
        number.c.number,
    ).outerjoin(number, and_(number.c.kind == kind, number.c.id == target))


def _numbers() -> CompoundSelect[*tuple[Any, ...]]:
    """(kind of key, id, number) of everything that has a number."""
    users = (
        select(
            literal("user", String).label("kind"),
            UserLine.user_id.label("id"),
            func.min(Extension.exten).label("number"),
        )
        .join(LineExtension, LineExtension.line_id == UserLine.line_id)
        .join(Extension, Extension.id == LineExtension.extension_id)
        .join(Context, Context.name == Extension.context)
        .where(UserLine.main_line, Context.type == "internal", Extension.commented.is_(False))
        .group_by(UserLine.user_id)
    )
    objects = [
        select(literal(key, String), Extension.typeval, Extension.exten).where(
            Extension.type == kind, Extension.commented.is_(False)
        )
        for kind, key in _OBJECTS.items()
    ]
    code = (
        select(func.rtrim(func.ltrim(ExtensionFeature.exten, "_"), ".!"))
        .where(ExtensionFeature.feature == "paging", ExtensionFeature.enabled)
        .scalar_subquery()
    )
    paging = select(literal("paging", String), Paging.id, code.concat(Paging.number))
    return union_all(users, *objects, paging)
