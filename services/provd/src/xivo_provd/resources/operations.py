# SPDX-License-Identifier: GPL-3.0-or-later
"""Operations in progress: the same two calls below each collection that starts some."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response
from xivo_access import requires

from ..errors import OperationNotFound
from ..operations import Monitors
from ..wire import ProvdResponse, Status, answer, documented


def make_router(base: str, acl: str, monitors: Monitors) -> APIRouter:
    name = base.rpartition("/provd/")[2].replace("/", "_")
    router = APIRouter(tags=["operations in progress"], default_response_class=ProvdResponse)

    @router.get(
        f"{base}/{{operation_id}}",
        name=f"get_{name}_operation",
        response_model=Status,
        responses=documented(404),
        **requires(f"{acl}.{{operation_id}}.read"),
    )
    async def get_status(request: Request, operation_id: str) -> Response:
        """``[label|]state[;current[/end]](sub)*``; the state is waiting, progress, success or fail.

        A ``reason`` says why it failed, where it is known.
        """
        operation = monitors.get(operation_id)
        if operation is None:
            raise OperationNotFound(operation_id=operation_id)
        return answer(request, operation.document())

    @router.delete(
        f"{base}/{{operation_id}}",
        name=f"delete_{name}_operation",
        status_code=204,
        responses=documented(404),
        **requires(f"{acl}.{{operation_id}}.delete"),
    )
    async def discard(operation_id: str) -> Response:
        """Forget the monitor; the operation goes on."""
        if not monitors.discard(operation_id):
            raise OperationNotFound(operation_id=operation_id)
        return Response(status_code=204)

    return router
