# SPDX-License-Identifier: GPL-3.0-or-later
"""What an administrator of one entity sees (ADM-177, ADM-183): the objects of that entity, and nothing else's.

A caller whose ``entity_id`` is None is not limited.
"""

from __future__ import annotations

from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import InstrumentedAttribute
from xivo_access import AclMissing

from .edge.access import Caller
from .resources.contexts.model import Context

Statement = TypeVar("Statement", bound=Select[*tuple[Any, ...]])
Column = ColumnElement[Any] | InstrumentedAttribute[Any]


def within_entity(statement: Statement, caller: Caller, entity_id: Column) -> Statement:
    """Only the rows whose ``entity_id`` is the caller's."""
    return statement if caller.entity_id is None else statement.where(entity_id == caller.entity_id)


def within_contexts(statement: Statement, caller: Caller, context_name: Column) -> Statement:
    """Only the rows whose context belongs to the caller's entity."""
    if caller.entity_id is None:
        return statement
    return statement.where(context_name.in_(contexts_of(caller.entity_id)))


def locking(statement: Statement) -> Statement:
    """The rows as they are now, kept from other writers until the transaction ends."""
    return statement.with_for_update().execution_options(populate_existing=True)


def contexts_of(entity_id: int) -> Select[Any]:
    """The names of an entity's contexts, for use in a statement."""
    return select(Context.name).where(Context.entity_id == entity_id)


def require_unlimited(caller: Caller) -> None:
    """Raises AclMissing for an administrator of one entity: what belongs to none is not his to change."""
    if caller.entity_id is not None:
        raise AclMissing(required="confd.#")
