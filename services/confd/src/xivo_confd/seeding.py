# SPDX-License-Identifier: GPL-3.0-or-later
"""What an empty system starts with, as the wizard would leave it; nothing that exists is touched."""

from __future__ import annotations

import logging

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from .crud.model import ObjectUse
from .edge.digest import ha1
from .resources.configuration.model import ROW, Configuration
from .resources.contexts.model import Context, ContextInclude, ContextRange
from .resources.entities.model import Entity
from .resources.outcalls.model import Outcall
from .resources.outcalls.schemas import OutcallBody, OutcallExtension
from .resources.webservice_users.model import WebserviceUser
from .seeding_clients import seed_clients
from .seeding_directories import seed_directories
from .settings import ConfdSettings, FirstRange

logger = logging.getLogger(__name__)


async def seed(session: AsyncSession, settings: ConfdSettings) -> None:
    """Idempotent. What came with a later release than the system's has a gate of its own."""
    await _seed_all(session, settings)
    await seed_clients(session)
    await seed_directories(session)


async def _seed_all(session: AsyncSession, settings: ConfdSettings) -> None:
    """Also when two replicas start at once: the configuration row is the gate."""
    first = settings.first_data
    row = {"id": ROW, "live_reload": True, "language": first.language, "timezone": first.timezone}
    gate = insert(Configuration).values(row).on_conflict_do_nothing().returning(Configuration.id)
    if (await session.execute(gate)).one_or_none() is None:
        return
    await _first_entity_and_contexts(session, settings)
    program = _first_webservice_user(settings)
    if program is not None:
        session.add(program)
    await session.flush()
    logger.info("first data: entity %s, contexts default, from-extern, to-extern", first.entity)


async def _first_entity_and_contexts(session: AsyncSession, settings: ConfdSettings) -> None:
    first = settings.first_data
    entity = Entity(name=first.entity, display_name=first.entity)
    session.add(entity)
    await session.flush()
    internal, incall, outcall = (
        Context(name=name, display_name=display_name, type=kind, entity_id=entity.id)
        for name, display_name, kind in (
            ("default", first.internal_name, "internal"),
            ("from-extern", first.incall_name, "incall"),
            ("to-extern", first.outcall_name, "outcall"),
        )
    )
    session.add_all([internal, incall, outcall])
    await session.flush()
    session.add(_range(internal, "user", first.internal_range))
    if first.incall_range is not None:
        session.add(_range(incall, "incall", first.incall_range))
    # Users can call out: the outcall context is included in the internal one (ADM-181).
    session.add(ContextInclude(context_id=internal.id, included_id=outcall.id, position=0))
    await _first_outcall(session, outcall)


async def _first_outcall(session: AsyncSession, context: Context) -> None:
    """``default``: any number goes out, as soon as the administrator gives it a trunk (ADM-282)."""
    every_number = OutcallExtension(exten="X.")
    body = OutcallBody(name="default", context=context.name, extensions=[every_number])
    first = Outcall(**body.model_dump())
    session.add(first)
    await session.flush()
    use = {"owner_kind": "outcall", "owner_id": first.id, "field": "context"}
    session.add(ObjectUse(**use, target_kind="context", target_id=context.id))


def _range(context: Context, kind: str, numbers: FirstRange) -> ContextRange:
    return ContextRange(
        context_id=context.id,
        kind=kind,
        start=numbers.start,
        end=numbers.end,
        did_length=numbers.did_length,
        position=0,
    )


def _first_webservice_user(settings: ConfdSettings) -> WebserviceUser | None:
    if settings.ws_password is None:
        return None
    login, password = settings.ws_username, settings.ws_password.get_secret_value()
    return WebserviceUser(name=login, login=login, ha1=ha1(login, password), acl=["confd.#"])
