# SPDX-License-Identifier: GPL-3.0-or-later
from typing import Annotated, Any

from fastapi import APIRouter, Body, Path
from xivo_access import requires

from xivo_amid.link import ManagerLink
from xivo_amid.policy import ActionPolicy
from xivo_amid.schemas import ActionParameters, ErrorBody, ManagerMessage

ACL = "amid.action.{action}.create"

_ERRORS: dict[int | str, dict[str, Any]] = {
    400: {"model": ErrorBody, "description": "bad parameters, e.g. a line break in one"},
    401: {"model": ErrorBody, "description": "no valid token"},
    403: {"model": ErrorBody, "description": "the action, or one of its parameters, is not allowed"},
    503: {"model": ErrorBody, "description": "Asterisk, or the token service, is away"},
}


def make_router(link: ManagerLink, policy: ActionPolicy) -> APIRouter:
    router = APIRouter(prefix="/1.0", tags=["actions"])

    @router.post(
        "/action/{action}",
        summary="Send an action to Asterisk",
        responses=_ERRORS,
        **requires(ACL),
    )
    async def send_action(
        action: Annotated[str, Path(pattern=r"^[A-Za-z]{1,64}$", description="e.g. QueueStatus")],
        params: Annotated[ActionParameters | None, Body(description="headers of the action")] = None,
    ) -> list[ManagerMessage]:
        """The response, followed by the events of the list if the action answers with one.

        Asterisk's refusal is an ordinary answer: `Response` is `Error` then.
        """
        parameters = params or {}
        name = policy.check(action, parameters)
        return await link.action(name, parameters)

    return router
