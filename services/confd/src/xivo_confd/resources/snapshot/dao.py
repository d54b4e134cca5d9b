# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, literal, select, union
from sqlalchemy.ext.asyncio import AsyncSession
from xivo_bus.outbox import Outbox

from ...crud.settings import all_current
from ...crud.snapshot import everything
from ...paging import AnyRow, AnySelect
from ...tables import OUTBOX
from ..configuration.dao import current
from ..configuration.model import Configuration
from ..contexts.dao import select_contexts
from ..contexts.model import Context
from ..extensions.model import Extension
from ..func_key_templates.model import FuncKey, FuncKeyTemplate, UserFuncKeyTemplate
from ..line_extensions.model import LineExtension
from ..lines.model import Line
from ..user_lines.model import UserLine
from ..user_voicemails.model import UserVoicemail
from ..users.model import User

Rows = Sequence[AnyRow]


@dataclass(frozen=True, slots=True)
class Tables:
    configuration: Configuration
    contexts: Rows
    users: Rows
    lines: Rows
    extensions: Rows
    user_lines: Rows
    line_extensions: Rows
    watched_func_keys: Rows
    settings: dict[str, dict[str, Any]]
    declared: dict[str, list[dict[str, Any]]]


_USER_COLUMNS = (
    User.id,
    User.uuid,
    User.firstname,
    User.lastname,
    User.caller_id,
    User.outgoing_caller_id,
    User.language,
    User.timezone,
    User.music_on_hold,
    User.preprocess_subroutine,
    User.userfield,
    User.mobile_phone_number,
    User.ring_seconds,
    User.simultaneous_calls,
    User.dnd_enabled,
    User.enabled,
    User.supervision_enabled,
    User.call_transfer_enabled,
    User.online_call_record_enabled,
    User.call_record_enabled,
    User.incallfilter_enabled,
    User.bsfilter,
    User.busy_enabled,
    User.busy_destination,
    User.noanswer_enabled,
    User.noanswer_destination,
    User.unconditional_enabled,
    User.unconditional_destination,
    User.schedule_id,
    User.fallbacks,
    UserVoicemail.voicemail_id,
    func.coalesce(UserVoicemail.enabled, literal(False)).label("voicemail_enabled"),
)
_LINE_COLUMNS = (
    Line.id,
    Line.protocol,
    Line.name,
    Line.username,
    Line.context,
    Line.callerid,
    Line.device_id,
    Line.device_slot,
    Line.provisioning_extension,
    Line.options,
    Line.enabled,
)
_EXTENSIONS = select(
    Extension.id, Extension.exten, Extension.context, Extension.commented, Extension.type, Extension.typeval
).order_by(Extension.id)
_USER_LINES = select(UserLine.user_id, UserLine.line_id, UserLine.main_user, UserLine.main_line).order_by(
    UserLine.line_id, UserLine.user_id
)
_WATCHED = ("service", "forward", "agent")
"""Kinds of function keys whose lamp has a hint of its own, made of who has the key and what it does."""
_OWN_KEYS = select(FuncKeyTemplate.user_id, FuncKey.destination).join(
    FuncKey, FuncKey.template_id == FuncKeyTemplate.id
)
_SHARED_KEYS = select(UserFuncKeyTemplate.user_id, FuncKey.destination).join(
    FuncKey, FuncKey.template_id == UserFuncKeyTemplate.template_id
)
_FUNC_KEYS = union(
    *(
        keys.where(FuncKey.blf, FuncKey.destination["type"].astext.in_(_WATCHED))
        for keys in (_OWN_KEYS.where(FuncKeyTemplate.user_id.is_not(None)), _SHARED_KEYS)
    )
).order_by("user_id", "destination")
_LINE_EXTENSIONS = select(LineExtension.line_id, LineExtension.extension_id).order_by(
    LineExtension.line_id, LineExtension.extension_id
)


def _users(*, secrets: bool) -> AnySelect:
    columns = (*_USER_COLUMNS, User.call_permission_password) if secrets else _USER_COLUMNS
    return select(*columns).outerjoin(UserVoicemail, UserVoicemail.user_id == User.id).order_by(User.id)


class SnapshotDao:
    """Everything at one instant, in as many queries for one user as for thousands."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def version(self) -> int:
        return await Outbox.version(self._session)

    async def changes(self, since: int, limit: int) -> Rows:
        """The events after that version that the outbox still has."""
        outbox = OUTBOX.outbox.c
        return await self._rows(
            select(outbox.seq, outbox.name, outbox.body).where(outbox.seq > since).order_by(outbox.seq).limit(limit)
        )

    async def tables(self, *, secrets: bool) -> Tables:
        lines = select(*_LINE_COLUMNS, Line.secret) if secrets else select(*_LINE_COLUMNS)
        return Tables(
            configuration=await current(self._session),
            contexts=await self._rows(select_contexts().order_by(Context.id)),
            users=await self._rows(_users(secrets=secrets)),
            lines=await self._rows(lines.order_by(Line.id)),
            extensions=await self._rows(_EXTENSIONS),
            user_lines=await self._rows(_USER_LINES),
            line_extensions=await self._rows(_LINE_EXTENSIONS),
            watched_func_keys=(await self._session.execute(_FUNC_KEYS)).all(),
            settings=await all_current(self._session),
            declared=await everything(self._session, secrets=secrets),
        )

    async def _rows(self, statement: AnySelect) -> Rows:
        return (await self._session.execute(statement)).all()
