# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Path, Response

from ...edge import answers
from ...edge.path import ResourceId
from ...edge.routing import Router
from ...edge.unit import Reading, Writing
from .schemas import Service, Services, ServicesEdit
from .service import UserServicesService

router = Router("/users/{user_id}/services", "users_services")
_ACL = "confd.users.{user_id}.services"

Name = Annotated[Literal["dnd", "incallfilter", "callrecord"], Path()]


@router.reads("", acl=f"{_ACL}.read", answer=Services)
async def get_user_services(unit: Reading, user_id: ResourceId) -> Response:
    services = await UserServicesService.of(unit).get(user_id)
    return answers.json({service: {"enabled": enabled} for service, enabled in services.items()})


@router.edits("", acl=f"{_ACL}.update")
async def edit_user_services(unit: Writing, user_id: ResourceId, body: ServicesEdit) -> Response:
    wanted = {service: state["enabled"] for service, state in body.given().items() if state is not None}
    await UserServicesService.of(unit).switch(user_id, wanted)
    return answers.no_content()


@router.reads("/{service}", acl=f"{_ACL}.{{service}}.read", answer=Service)
async def get_user_service(unit: Reading, user_id: ResourceId, service: Name) -> Response:
    services = await UserServicesService.of(unit).get(user_id)
    return answers.json({"enabled": services[service]})


@router.edits("/{service}", acl=f"{_ACL}.{{service}}.update")
async def edit_user_service(unit: Writing, user_id: ResourceId, service: Name, body: Service) -> Response:
    await UserServicesService.of(unit).switch(user_id, {service: body.enabled})
    return answers.no_content()
