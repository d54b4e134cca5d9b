# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ARRAY, Executable, Integer, String, cast, false, literal, null, select, union_all, update
from sqlalchemy.ext.asyncio import AsyncSession
from xivo_store.listing import ListParams

from ...conflicts import conflicts
from ...paging import AnyRow, AnySelect, page
from ..entities.model import Entity
from .errors import AdministratorLoginTaken
from .model import Administrator, FormerAdministrator

SORTABLE = {
    "id": Administrator.id,
    "login": Administrator.login,
    "firstname": Administrator.firstname,
    "lastname": Administrator.lastname,
    "email": Administrator.email,
    "entity": Entity.name,
}
_VIEW: AnySelect = select(
    Administrator.id,
    Administrator.uuid,
    Administrator.login,
    Administrator.firstname,
    Administrator.lastname,
    Administrator.email,
    Administrator.acl,
    Entity.name.label("entity"),
    Administrator.enabled,
    Administrator.language,
    Administrator.description,
).outerjoin(Entity, Entity.id == Administrator.entity_id)
_NO_RIGHTS = cast(literal([], ARRAY(String(255))), ARRAY(String(255)))
_KNOWN: Executable = union_all(
    select(Administrator.uuid, Administrator.entity_id, Administrator.enabled, Administrator.acl),
    select(FormerAdministrator.uuid, cast(null(), Integer), false(), _NO_RIGHTS),
)


class AdministratorDao:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def view(self, administrator_id: int) -> AnyRow | None:
        return (await self._session.execute(_VIEW.where(Administrator.id == administrator_id))).one_or_none()

    async def listed(self, params: ListParams) -> tuple[Sequence[AnyRow], int]:
        return await page(
            self._session,
            _VIEW,
            params,
            searchable=(
                Administrator.login,
                Administrator.firstname,
                Administrator.lastname,
                Administrator.email,
                Administrator.description,
                Entity.name,
            ),
            sortable=SORTABLE,
            default_order=(Administrator.login,),
            tie_breaker=Administrator.id,
        )

    async def credentials(self, login: str) -> AnyRow | None:
        """What decides whether somebody is this administrator, and what he may do then."""
        statement = _VIEW.add_columns(Administrator.password_hash).where(Administrator.login == login)
        return (await self._session.execute(statement)).one_or_none()

    async def renew_password(self, administrator_id: int, old: str, new: str) -> None:
        """Unless it was changed meanwhile."""
        unchanged = update(Administrator).where(
            Administrator.id == administrator_id, Administrator.password_hash == old
        )
        await self._session.execute(unchanged.values(password_hash=new))

    async def known(self) -> Sequence[AnyRow]:
        """Of all, also those who are no longer: uuid, entity_id, enabled, acl."""
        return (await self._session.execute(_KNOWN)).all()

    async def lock(self, administrator_id: int) -> Administrator | None:
        return await self._session.get(Administrator, administrator_id, with_for_update=True)

    async def add(self, administrator: Administrator) -> None:
        """Raises AdministratorLoginTaken."""
        self._session.add(administrator)
        await self.save(administrator)

    async def save(self, administrator: Administrator) -> None:
        """Raises AdministratorLoginTaken."""
        login = administrator.login
        with conflicts({"uq_administrators_login": lambda: AdministratorLoginTaken(login=login)}):
            await self._session.flush()

    async def delete(self, administrator: Administrator) -> None:
        self._session.add(FormerAdministrator(uuid=administrator.uuid))
        await self._session.delete(administrator)
        await self._session.flush()
