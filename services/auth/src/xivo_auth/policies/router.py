# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may change policies gives no more than he has. A change counts for tokens that are given after it."""

from __future__ import annotations

import uuid
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from xivo_access import requires
from xivo_store import Direction, ListParams

from ..access import CallerToken, OwnVerifier
from ..paging import Limit, Skip
from ..tokens.schemas import documented
from .model import Holder
from .schemas import Order, PolicyBody, PolicyList, PolicyView
from .service import PolicyService
from .templates import LONGEST

Template = Annotated[str, Path(max_length=LONGEST)]
Target = Annotated[str, Path(max_length=256)]


def make_router(policies: PolicyService, access: OwnVerifier) -> APIRouter:
    router = APIRouter(prefix="/0.1/policies", tags=["policies"])

    @router.get("", **requires("auth.policies.read"))
    async def list_policies(
        search: Annotated[str | None, Query(max_length=256)] = None,
        order: Order = "name",
        direction: Direction = Direction.ASC,
        limit: Limit = 100,
        skip: Skip = 0,
    ) -> PolicyList:
        params = ListParams(search=search, order=order, direction=direction, limit=limit, skip=skip)
        found, total = await policies.page(params)
        return PolicyList(total=total, items=[PolicyView.of(policy) for policy in found])

    @router.post("", status_code=201, responses=documented(409), **requires("auth.policies.create"))
    async def create_policy(token: CallerToken, body: PolicyBody, response: Response) -> PolicyView:
        policy = await policies.create(await access.verify(token), body.content)
        response.headers["Location"] = f"/0.1/policies/{policy.id}"
        return PolicyView.of(policy)

    @router.get("/{policy_uuid}", responses=documented(404), **requires("auth.policies.{policy_uuid}.read"))
    async def get_policy(policy_uuid: uuid.UUID) -> PolicyView:
        return PolicyView.of(await policies.get(policy_uuid))

    @router.put("/{policy_uuid}", responses=documented(404, 409), **requires("auth.policies.{policy_uuid}.update"))
    async def edit_policy(token: CallerToken, policy_uuid: uuid.UUID, body: PolicyBody) -> PolicyView:
        """Name, description and templates are replaced; whoever has the policy keeps it."""
        return PolicyView.of(await policies.edit(await access.verify(token), policy_uuid, body.content))

    @router.delete(
        "/{policy_uuid}", status_code=204, responses=documented(404), **requires("auth.policies.{policy_uuid}.delete")
    )
    async def delete_policy(token: CallerToken, policy_uuid: uuid.UUID) -> None:
        await policies.delete(await access.verify(token), policy_uuid)

    @router.put(
        "/{policy_uuid}/acl_templates/{template}",
        status_code=204,
        responses=documented(404),
        **requires("auth.policies.{policy_uuid}.update"),
    )
    async def add_acl_template(token: CallerToken, policy_uuid: uuid.UUID, template: Template) -> None:
        await policies.add_template(await access.verify(token), policy_uuid, template)

    @router.delete(
        "/{policy_uuid}/acl_templates/{template}",
        status_code=204,
        responses=documented(404),
        **requires("auth.policies.{policy_uuid}.update"),
    )
    async def remove_acl_template(token: CallerToken, policy_uuid: uuid.UUID, template: Template) -> None:
        await policies.remove_template(await access.verify(token), policy_uuid, template)

    for kind, collection in ((Holder.BACKEND, "backends"), (Holder.ACCOUNT, "accounts")):
        _add_holders(router, policies, access, kind, collection)
    return router


def _add_holders(
    router: APIRouter, policies: PolicyService, access: OwnVerifier, kind: Holder, collection: str
) -> None:
    """Routes that give a policy to all whom a backend recognises, or to one account, and take it back."""
    path = f"/{{policy_uuid}}/{collection}/{{name}}"
    permission = requires("auth.policies.{policy_uuid}.update")

    @router.put(
        path, status_code=204, responses=documented(404), operation_id=f"give_policy_to_{collection}", **permission
    )
    async def give(token: CallerToken, policy_uuid: uuid.UUID, name: Target) -> None:
        await policies.assign(await access.verify(token), policy_uuid, kind, name)

    @router.delete(
        path, status_code=204, responses=documented(404), operation_id=f"take_policy_from_{collection}", **permission
    )
    async def take(token: CallerToken, policy_uuid: uuid.UUID, name: Target) -> None:
        await policies.withdraw(await access.verify(token), policy_uuid, kind, name)
