# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import delete, func, select, type_coerce
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.ext.asyncio import AsyncSession
from xivo_store.listing import ListParams

from ...edge.access import Caller
from ...entity_limits import within_entity
from ...paging import page
from ..call_filters.model import CallFilter
from ..users.model import User
from .model import FuncKey, FuncKeyTemplate, UserFuncKeyTemplate

SORTABLE = {"id": FuncKeyTemplate.id, "name": FuncKeyTemplate.name}

Keys = dict[int, FuncKey]


class FuncKeyDao:
    """Templates and their keys. Shared templates are everybody's, a user's own are found by him only."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def find_shared(self, template_id: int, *, lock: bool = False) -> FuncKeyTemplate | None:
        statement = select(FuncKeyTemplate).where(FuncKeyTemplate.id == template_id, FuncKeyTemplate.user_id.is_(None))
        return await self._session.scalar(statement.with_for_update() if lock else statement)

    async def own_of(self, user_id: int) -> FuncKeyTemplate | None:
        return await self._session.scalar(select(FuncKeyTemplate).where(FuncKeyTemplate.user_id == user_id))

    async def listed(self, params: ListParams) -> tuple[list[FuncKeyTemplate], int]:
        rows, total = await page(
            self._session,
            select(FuncKeyTemplate).where(FuncKeyTemplate.user_id.is_(None)),
            params,
            searchable=(FuncKeyTemplate.name,),
            sortable=SORTABLE,
            default_order=(FuncKeyTemplate.name,),
            tie_breaker=FuncKeyTemplate.id,
        )
        return [row[0] for row in rows], total

    async def add(self, template: FuncKeyTemplate) -> None:
        self._session.add(template)
        await self._session.flush()

    async def delete(self, template: FuncKeyTemplate) -> None:
        await self._session.delete(template)
        await self._session.flush()

    async def keys_of(self, template_ids: Collection[int]) -> dict[int, Keys]:
        """Of each of these templates its keys by position."""
        found: dict[int, Keys] = defaultdict(dict)
        statement = select(FuncKey).where(FuncKey.template_id.in_(list(template_ids)))
        for key in await self._session.scalars(statement.order_by(FuncKey.template_id, FuncKey.position)):
            found[key.template_id][key.position] = key
        return found

    async def set_keys(self, keys: Iterable[FuncKey]) -> None:
        """Keys whose position exists take its place and its id."""
        for key in keys:
            values = {"label": key.label, "blf": key.blf, "destination": key.destination}
            statement = insert(FuncKey).values(template_id=key.template_id, position=key.position, **values)
            await self._session.execute(
                statement.on_conflict_do_update(index_elements=["template_id", "position"], set_=values)
            )

    async def delete_keys(self, template_id: int, positions: Collection[int]) -> None:
        await self._session.execute(
            delete(FuncKey).where(FuncKey.template_id == template_id, FuncKey.position.in_(list(positions)))
        )

    async def shared_of(self, user_id: int) -> UserFuncKeyTemplate | None:
        return await self._session.get(UserFuncKeyTemplate, user_id)

    async def users_of(self, template_id: int, caller: Caller | None = None) -> Sequence[UserFuncKeyTemplate]:
        """With those of its users whom the caller may see."""
        statement = select(UserFuncKeyTemplate).where(UserFuncKeyTemplate.template_id == template_id)
        if caller is not None:
            users = select(User.id)
            statement = statement.where(UserFuncKeyTemplate.user_id.in_(within_entity(users, caller, User.entity_id)))
        return (await self._session.scalars(statement.order_by(UserFuncKeyTemplate.user_id))).all()

    async def associate(self, user_id: int, template_id: int) -> None:
        statement = insert(UserFuncKeyTemplate).values(user_id=user_id, template_id=template_id)
        await self._session.execute(
            statement.on_conflict_do_update(index_elements=["user_id"], set_={"template_id": template_id})
        )

    async def dissociate(self, association: UserFuncKeyTemplate) -> None:
        await self._session.delete(association)
        await self._session.flush()

    async def is_filter_member(self, member_id: int) -> bool:
        members = func.jsonb_each_text(CallFilter.member_ids).table_valued("key", "value")
        statement = select(CallFilter.id).where(select(members.c.key).where(members.c.value == str(member_id)).exists())
        return await self._session.scalar(statement.limit(1)) is not None

    async def keys_to_filter_members(self, member_ids: Collection[int]) -> dict[int, list[int]]:
        """The positions of the keys that switch the filter for one of these, by template."""
        found: dict[int, list[int]] = defaultdict(list)
        if member_ids:
            named = FuncKey.destination["filter_member_id"].as_integer()
            statement = select(FuncKey.template_id, FuncKey.position).where(
                FuncKey.destination["type"].as_string() == "bsfilter", named.in_(member_ids)
            )
            for template_id, position in await self._session.execute(statement):
                found[template_id].append(position)
        return found

    async def is_in_filter(self, user_id: int) -> bool:
        """Whether he is a boss or a secretary."""
        secretary = type_coerce(CallFilter.member_ids, JSONB).has_key(str(user_id))
        statement = select(CallFilter.id).where((CallFilter.boss_id == user_id) | secretary).limit(1)
        return await self._session.scalar(statement) is not None
