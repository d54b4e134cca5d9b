# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel
from xivo_access import requires
from xivo_base.errors import ApiError

from xivo_sysconfd.handlers.schemas import ErrorBody
from xivo_sysconfd.voicemail.mailboxes import NUMBER, Mailboxes

_ERRORS: dict[int | str, dict[str, Any]] = {
    status: {"model": ErrorBody, "description": description}
    for status, description in (
        (400, "not a mailbox's name or context"),
        (401, "no valid token"),
        (403, "the token does not allow it"),
        (404, "no such mailbox has messages"),
        (503, "the token service is away"),
    )
}


class MailboxNotFound(ApiError):
    status = 404
    error_id = "mailbox-not-found"
    template = "Not found"


class Nothing(BaseModel):
    """An empty object."""


def make_voicemail_router(mailboxes: Mailboxes) -> APIRouter:
    router = APIRouter(tags=["voicemail"])

    @router.get("/delete_voicemail", responses=_ERRORS, **requires("sysconfd.delete_voicemail.delete"))
    async def delete_voicemail(
        name: Annotated[str, Query(pattern=f"^{NUMBER}$", description="The mailbox's number")],
        context: Annotated[str, Query(pattern=r"^[A-Za-z0-9_.-]{1,39}$")] = "default",
    ) -> Nothing:
        """Remove a mailbox's messages. A deleted mailbox loses them by itself (API-171)."""
        if not context.strip(".") or not await asyncio.to_thread(mailboxes.remove, context, name):
            raise MailboxNotFound
        return Nothing()

    return router
