# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

from xivo_access.passwords import Passwords
from xivo_store.listing import ListParams

from ...edge.unit import Unit
from ...paging import AnyRow
from .dao import AdministratorDao
from .errors import AdministratorNotFound, WrongCredentials
from .model import Administrator
from .notifier import AdministratorNotifier
from .validator import AdministratorValidator


class AdministratorService:
    """``password_hash`` stands in the fields for the password: hashing takes long, and no transaction waits for it."""

    def __init__(
        self, dao: AdministratorDao, validator: AdministratorValidator, notifier: AdministratorNotifier
    ) -> None:
        self._dao = dao
        self._validator = validator
        self._notifier = notifier

    @classmethod
    def of(cls, unit: Unit) -> Self:
        return cls(AdministratorDao(unit.session), AdministratorValidator(unit), AdministratorNotifier(unit))

    async def listed(self, params: ListParams) -> tuple[Sequence[AnyRow], int]:
        return await self._dao.listed(params)

    async def get(self, administrator_id: int) -> AnyRow:
        """Raises AdministratorNotFound."""
        row = await self._dao.view(administrator_id)
        if row is None:
            raise AdministratorNotFound(administrator_id=administrator_id)
        return row

    async def credentials(self, login: str) -> AnyRow | None:
        """What `recognise` needs, if anybody has this login."""
        return await self._dao.credentials(login)

    async def renew_password(self, row: AnyRow, password_hash: str) -> None:
        """The same password in today's form: nothing that anybody need hear of."""
        await self._dao.renew_password(row.id, row.password_hash, password_hash)

    async def create(self, fields: dict[str, Any]) -> int:
        """The new administrator's id."""
        administrator = Administrator()
        await self._apply(administrator, fields)
        await self._dao.add(administrator)
        self._notifier.created(administrator)
        return administrator.id

    async def edit(self, administrator_id: int, fields: dict[str, Any]) -> None:
        administrator = await self._locked(administrator_id)
        before = _access(administrator)
        await self._apply(administrator, fields)
        await self._dao.save(administrator)
        self._notifier.edited(administrator, access_changed=_access(administrator) != before)

    async def delete(self, administrator_id: int) -> None:
        administrator = await self._locked(administrator_id)
        await self._dao.delete(administrator)
        self._notifier.deleted(administrator)

    async def _apply(self, administrator: Administrator, fields: dict[str, Any]) -> None:
        if "entity" in fields:
            administrator.entity_id = await self._validator.entity_id(fields.pop("entity"))
        for key, value in fields.items():
            setattr(administrator, key, value)
        self._validator.check(administrator)

    async def _locked(self, administrator_id: int) -> Administrator:
        administrator = await self._dao.lock(administrator_id)
        if administrator is None:
            raise AdministratorNotFound(administrator_id=administrator_id)
        return administrator


async def recognise(row: AnyRow | None, password: str, passwords: Passwords) -> tuple[AnyRow, str | None]:
    """Who he is, and what to store instead of a hash in a former form. Raises WrongCredentials.

    In the same time for a login that nobody has.
    """
    verdict = await passwords.verify(row.password_hash if row else None, password)
    if row is None or not verdict.right or not row.enabled:
        raise WrongCredentials
    return row, verdict.renewed


def _access(administrator: Administrator) -> tuple[object, ...]:
    """What a token was given for. Hashes of the same password differ, and that counts as a change."""
    return administrator.password_hash, tuple(administrator.acl), administrator.enabled
