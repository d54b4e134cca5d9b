# SPDX-License-Identifier: GPL-3.0-or-later
"""All declared resources at once, for those who generate from them: one query however many there are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, literal, literal_column, select, union_all
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession
from xivo_store.encryption import EncryptedStr

from .resource import REGISTERED, Resource


async def everything(session: AsyncSession, *, secrets: bool) -> dict[str, list[dict[str, Any]]]:
    """Rows by plural, in the order of ids. Encrypted columns come only with ``secrets``, in clear."""
    return await declared(
        session, [resource for _, resource in sorted(REGISTERED.items()) if resource.in_snapshot], secrets=secrets
    )


async def declared(
    session: AsyncSession, shown: Sequence[Resource[Any]], *, secrets: bool
) -> dict[str, list[dict[str, Any]]]:
    """The same, of these resources only."""
    rows = await session.execute(union_all(*(_rows(resource) for resource in shown)))
    found = {row.plural: row.objects or [] for row in rows}
    if secrets:
        for resource in shown:
            await _add_secrets(session, resource, found[resource.plural])
    return found


def _rows(resource: Resource[Any]) -> Select[Any]:
    columns = [column for column in resource.model.__table__.columns if not isinstance(column.type, EncryptedStr)]
    rows = select(*columns).subquery("t")
    ordered = aggregate_order_by(func.to_jsonb(literal_column("t")), literal_column("t.id"))
    return select(
        literal(resource.plural).label("plural"), func.jsonb_agg(ordered, type_=JSONB).label("objects")
    ).select_from(rows)


async def _add_secrets(session: AsyncSession, resource: Resource[Any], objects: list[dict[str, Any]]) -> None:
    encrypted = [column for column in resource.model.__table__.columns if isinstance(column.type, EncryptedStr)]
    if not encrypted or not objects:
        return
    rows = await session.execute(select(resource.model.id, *encrypted))
    by_id = {row.id: row for row in rows}
    for one in objects:
        one.update({column.key: getattr(by_id[one["id"]], column.key) for column in encrypted})
