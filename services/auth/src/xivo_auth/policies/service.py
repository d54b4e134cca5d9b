# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import NamedTuple

from xivo_access import Token
from xivo_store import Database, ListParams

from ..tokens.service import Identity
from .dao import PolicyDao
from .errors import (
    GrantRefused,
    InvalidTemplate,
    NoSuchAssignment,
    NoSuchTemplate,
    PolicyNotFound,
    TooManyHolders,
    TooManyTemplates,
)
from .model import Holder, Policy
from .templates import beyond, is_template, render

MOST_TEMPLATES = 1000
MOST_HOLDERS = 1000


class Content(NamedTuple):
    name: str
    description: str
    acl_templates: Sequence[str]


class PolicyService:
    """Tokens get the rights of the policies that their backend and account have when they are given."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def granted(self, backend: str, identity: Identity) -> tuple[str, ...]:
        """ACLs beside those that the backend gives. Raises `DatabaseUnavailable`."""
        async with self._database.read() as session:
            found = await PolicyDao(session).templates_for(backend, identity.auth_id)
        values = {"auth_id": identity.auth_id, "xivo_user_uuid": identity.xivo_user_uuid, "backend": backend}
        return render([template for templates in found for template in templates], values)

    async def page(self, params: ListParams) -> tuple[list[Policy], int]:
        async with self._database.read() as session:
            return await PolicyDao(session).page(params)

    async def get(self, policy_id: uuid.UUID) -> Policy:
        """Raises `PolicyNotFound`."""
        async with self._database.read() as session:
            found = await PolicyDao(session).find(policy_id)
        if found is None:
            raise PolicyNotFound(policy=policy_id)
        return found

    async def create(self, caller: Token, content: Content) -> Policy:
        """Raises `InvalidTemplate`, `GrantRefused`, `PolicyNameTaken`."""
        templates = _checked(caller, content.acl_templates)
        policy = Policy(name=content.name, description=content.description, acl_templates=templates, assignments=[])
        async with self._database.session() as session:
            await PolicyDao(session).add(policy)
        return policy

    async def edit(self, caller: Token, policy_id: uuid.UUID, content: Content) -> Policy:
        """Raises `PolicyNotFound`, `InvalidTemplate`, `GrantRefused`, `PolicyNameTaken`."""
        templates = _checked(caller, content.acl_templates)
        async with self._locked(policy_id) as (dao, policy):
            _refuse_lifting(caller, [known for known in policy.acl_templates if known not in templates])
            policy.name, policy.description, policy.acl_templates = content.name, content.description, templates
            await dao.save(policy)
        return policy

    async def delete(self, caller: Token, policy_id: uuid.UUID) -> None:
        """Raises `PolicyNotFound`, `GrantRefused`."""
        async with self._locked(policy_id) as (dao, policy):
            _refuse_lifting(caller, policy.acl_templates)
            await dao.delete(policy)

    async def add_template(self, caller: Token, policy_id: uuid.UUID, template: str) -> None:
        async with self._locked(policy_id) as (dao, policy):
            if template not in policy.acl_templates:
                policy.acl_templates = _checked(caller, [*policy.acl_templates, template], new=[template])
                await dao.save(policy)

    async def remove_template(self, caller: Token, policy_id: uuid.UUID, template: str) -> None:
        """Raises `NoSuchTemplate`, `GrantRefused`."""
        async with self._locked(policy_id) as (dao, policy):
            if template not in policy.acl_templates:
                raise NoSuchTemplate
            _refuse_lifting(caller, [template])
            policy.acl_templates = [known for known in policy.acl_templates if known != template]
            await dao.save(policy)

    async def assign(self, caller: Token, policy_id: uuid.UUID, kind: Holder, target: str) -> None:
        """Raises `GrantRefused`: who gives a policy to somebody gives its rights."""
        async with self._locked(policy_id) as (dao, policy):
            _refuse_more(caller, policy.acl_templates)
            if await dao.count_holders(policy_id) >= MOST_HOLDERS:
                raise TooManyHolders(most=MOST_HOLDERS)
            await dao.assign(policy_id, kind, target)

    async def withdraw(self, caller: Token, policy_id: uuid.UUID, kind: Holder, target: str) -> None:
        """Raises `NoSuchAssignment`, `GrantRefused`."""
        async with self._locked(policy_id) as (dao, policy):
            _refuse_lifting(caller, policy.acl_templates)
            if not await dao.withdraw(policy_id, kind, target):
                raise NoSuchAssignment(target=target)

    @asynccontextmanager
    async def _locked(self, policy_id: uuid.UUID) -> AsyncIterator[tuple[PolicyDao, Policy]]:
        async with self._database.session() as session:
            dao = PolicyDao(session)
            policy = await dao.lock(policy_id)
            if policy is None:
                raise PolicyNotFound(policy=policy_id)
            yield dao, policy


def _checked(caller: Token, templates: Sequence[str], new: Sequence[str] | None = None) -> list[str]:
    """The templates, each once. Only the `new` ones have to be what the caller may give."""
    found = list(dict.fromkeys(templates))
    if len(found) > MOST_TEMPLATES:
        raise TooManyTemplates(most=MOST_TEMPLATES)
    for template in found:
        if not is_template(template):
            raise InvalidTemplate(acl=template)
    _refuse_more(caller, found if new is None else new)
    return found


def _refuse_more(caller: Token, templates: Sequence[str]) -> None:
    refused = beyond(caller.acls, caller.xivo_user_uuid or caller.auth_id, templates)
    if refused is not None:
        raise GrantRefused(acl=refused)


def _refuse_lifting(caller: Token, templates: Sequence[str]) -> None:
    """Where a template that takes away goes, what it took away is given."""
    _refuse_more(caller, [template.removeprefix("!") for template in templates if template.startswith("!")])
