# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Any

from sqlalchemy import delete, literal, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from xivo_store import Keyring

from ...rawconfig import map_secrets
from ..documents import FindParameters, find_documents
from .model import ConfigRow

Config = dict[str, Any]

_SEALED = "enc:v1:"
_MAX_DEPTH = 20

# A document and its ancestors; UNION (not ALL) ends on a cycle.
_CHAIN = text(
    """
    WITH RECURSIVE chain (id, document, depth) AS (
        SELECT id, document, 0 FROM configs WHERE id = ANY (:ids)
        UNION
        SELECT parent.id, parent.document, chain.depth + 1
        FROM chain
        CROSS JOIN LATERAL jsonb_array_elements_text(chain.document -> 'parent_ids') AS parent_id
        JOIN configs AS parent ON parent.id = parent_id
        WHERE chain.depth < :depth
    )
    SELECT DISTINCT ON (id) id, document FROM chain
    """
)
_DESCENDANTS = text(
    """
    WITH RECURSIVE below (id, depth) AS (
        SELECT CAST(:id AS text), 0
        UNION
        SELECT configs.id, below.depth + 1
        FROM below JOIN configs ON configs.document -> 'parent_ids' ? below.id
        WHERE below.depth < :depth
    )
    SELECT DISTINCT id FROM below
    """
)


class ConfigDao:
    """Config documents, with their secrets in clear on this side and encrypted on the other."""

    def __init__(self, session: AsyncSession, keyring: Keyring) -> None:
        self._session = session
        self._keyring = keyring

    async def find(self, parameters: FindParameters) -> list[Config]:
        found = await find_documents(self._session, ConfigRow.document, parameters)
        return [self._opened(document) for document in found]

    async def get(self, config_id: str, *, lock: bool = False) -> Config | None:
        query = select(ConfigRow.document).where(ConfigRow.id == config_id)
        if lock:
            query = query.with_for_update()
        document = (await self._session.execute(query)).scalar_one_or_none()
        return None if document is None else self._opened(document)

    async def with_role(self, role: str) -> Config | None:
        query = select(ConfigRow.document).where(ConfigRow.document["role"].astext == role).order_by(ConfigRow.id)
        document = (await self._session.execute(query.limit(1))).scalar_one_or_none()
        return None if document is None else self._opened(document)

    async def chains(self, config_ids: list[str]) -> dict[str, Config]:
        """These configs and all their ancestors, by id, in one query."""
        rows = await self._session.execute(_CHAIN, {"ids": config_ids, "depth": _MAX_DEPTH})
        return {row.id: self._opened(row.document) for row in rows}

    async def descendant_ids(self, config_id: str) -> set[str]:
        """With the config itself."""
        rows = await self._session.execute(_DESCENDANTS, {"id": config_id, "depth": _MAX_DEPTH})
        return {row.id for row in rows}

    async def exists(self, config_id: str) -> bool:
        query = select(literal(1)).where(ConfigRow.id == config_id)
        return (await self._session.execute(query)).scalar_one_or_none() is not None

    async def add(self, config: Config) -> bool:
        """False when the id is taken."""
        query = insert(ConfigRow).values(id=config["id"], document=self._sealed(config)).on_conflict_do_nothing()
        return bool((await self._session.execute(query.returning(ConfigRow.id))).scalar_one_or_none())

    async def save(self, config: Config) -> None:
        query = update(ConfigRow).where(ConfigRow.id == config["id"]).values(document=self._sealed(config))
        await self._session.execute(query)

    async def remove(self, config_id: str) -> None:
        await self._session.execute(delete(ConfigRow).where(ConfigRow.id == config_id))

    async def reseal(self) -> int:
        """Encrypt with the present key what an older key did; how many configs changed."""
        changed = 0
        for config_id, document in (await self._session.execute(select(ConfigRow.id, ConfigRow.document))).all():
            stale = False

            def check(secret: str) -> str:
                nonlocal stale
                stale = stale or not self._is_current(secret)
                return secret

            map_secrets(document, check)
            if stale:
                await self.save({**self._opened(document), "id": config_id})
                changed += 1
        return changed

    def _is_current(self, secret: str) -> bool:
        return secret.startswith(_SEALED) and self._keyring.is_current(secret.removeprefix(_SEALED))

    def _sealed(self, config: Config) -> Config:
        sealed: Config = map_secrets(config, lambda secret: _SEALED + self._keyring.encrypt(secret))
        return sealed

    def _opened(self, document: Config) -> Config:
        opened: Config = map_secrets(document, self._open)
        return opened

    def _open(self, secret: str) -> str:
        return self._keyring.decrypt(secret.removeprefix(_SEALED)) if secret.startswith(_SEALED) else secret
