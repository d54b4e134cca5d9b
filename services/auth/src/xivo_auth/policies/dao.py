# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import and_, delete, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from xivo_store import ListParams, list_query

from .errors import PolicyNameTaken
from .model import Assignment, Holder, Policy

SORTABLE = {"name": Policy.name, "description": Policy.description}


class PolicyDao:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def page(self, params: ListParams) -> tuple[list[Policy], int]:
        return await list_query(
            self._session,
            select(Policy),
            params,
            searchable=(Policy.name, Policy.description),
            sortable=SORTABLE,
            default_order=(Policy.name,),
            tie_breaker=Policy.id,
        )

    async def find(self, policy_id: uuid.UUID) -> Policy | None:
        return await self._session.get(Policy, policy_id)

    async def lock(self, policy_id: uuid.UUID) -> Policy | None:
        return await self._session.get(Policy, policy_id, with_for_update=True)

    async def add(self, policy: Policy) -> None:
        """Raises `PolicyNameTaken`."""
        self._session.add(policy)
        await self.save(policy)

    async def save(self, policy: Policy) -> None:
        """Raises `PolicyNameTaken`."""
        name = policy.name
        try:
            await self._session.flush()
        except IntegrityError as error:
            if "uq_policy_name" in str(error.orig):
                raise PolicyNameTaken(name=name) from error
            raise

    async def delete(self, policy: Policy) -> None:
        await self._session.delete(policy)
        await self._session.flush()

    async def count_holders(self, policy_id: uuid.UUID) -> int:
        statement = select(func.count()).where(Assignment.policy_id == policy_id)
        return (await self._session.execute(statement)).scalar_one()

    async def assign(self, policy_id: uuid.UUID, kind: Holder, target: str) -> None:
        statement = insert(Assignment).values(policy_id=policy_id, kind=kind.value, target=target)
        await self._session.execute(statement.on_conflict_do_nothing())

    async def withdraw(self, policy_id: uuid.UUID, kind: Holder, target: str) -> bool:
        """Whether it was given to them."""
        statement = delete(Assignment).where(
            Assignment.policy_id == policy_id, Assignment.kind == kind.value, Assignment.target == target
        )
        found = await self._session.execute(statement.returning(Assignment.policy_id))
        return found.first() is not None

    async def templates_for(self, backend: str, auth_id: str) -> Sequence[list[str]]:
        """Of each policy that is given to the backend or the account, in the order of their names."""
        holders = or_(
            and_(Assignment.kind == Holder.BACKEND.value, Assignment.target == backend),
            and_(Assignment.kind == Holder.ACCOUNT.value, Assignment.target == auth_id),
        )
        given = select(Assignment.policy_id).where(holders)
        statement = select(Policy.acl_templates).where(Policy.id.in_(given)).order_by(Policy.name)
        return (await self._session.scalars(statement)).all()
