# SPDX-License-Identifier: GPL-3.0-or-later
"""Many objects a query: what the importers of columns ask the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, literal, or_, select, tuple_
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from ...crud.settings import current as current_settings
from ...edge.access import Caller
from ...entity_limits import within_contexts, within_entity
from ...paging import AnySelect
from ..agents.model import Agent
from ..configuration.dao import current
from ..contexts.model import Context, ContextRange
from ..contexts.ranges import Range
from ..cti_profiles.model import CtiProfile
from ..entities.model import Entity
from ..extensions.model import Extension
from ..incalls.model import Incall
from ..line_extensions.model import LineExtension
from ..lines.model import Line
from ..musics_on_hold.model import MusicOnHold
from ..user_lines.model import UserLine
from ..user_voicemails.model import UserVoicemail
from ..users.model import User
from ..voicemail_general.resource import VOICEMAIL_GENERAL
from ..voicemail_general.schemas import VoicemailGeneral
from ..voicemails.model import Voicemail


@dataclass(frozen=True, slots=True)
class KnownContext:
    id: int
    type: str
    ranges: list[Range]


@dataclass(frozen=True, slots=True)
class OwnLine:
    """A line and its internal number."""

    line: Line
    extension: Extension | None


@dataclass(frozen=True, slots=True)
class KnownAgent:
    id: int
    number: str
    user_ids: list[int]


class ImportDao:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def language(self) -> str:
        return (await current(self._session)).language

    async def entities(self, caller: Caller) -> list[int]:
        """Those that the caller sees, in order."""
        return list(
            await self._session.scalars(within_entity(select(Entity.id), caller, Entity.id).order_by(Entity.id))
        )

    async def contexts(self, caller: Caller) -> dict[str, KnownContext]:
        statement: AnySelect = select(
            Context.id, Context.name, Context.type, ContextRange.start, ContextRange.end, ContextRange.did_length
        ).outerjoin(ContextRange, ContextRange.context_id == Context.id)
        rows = await self._session.execute(within_entity(statement, caller, Context.entity_id))
        found: dict[str, KnownContext] = {}
        for context_id, name, context_type, start, end, did_length in rows:
            context = found.setdefault(name, KnownContext(context_id, context_type, []))
            if start is not None:
                context.ranges.append(Range(start, end, did_length))
        return found

    async def cti_profiles(self) -> dict[str, int]:
        return {row.name: row.id for row in await self._session.execute(select(CtiProfile.name, CtiProfile.id))}

    async def users(self, ids: Collection[int], uuids: Collection[UUID], caller: Caller) -> list[User]:
        """Kept from other writers until the transaction ends."""
        statement = select(User).where(or_(User.id.in_(ids), User.uuid.in_(uuids)))
        statement = within_entity(statement, caller, User.entity_id).order_by(User.id).with_for_update()
        return list(await self._session.scalars(statement))

    async def ids_of_usernames(self, usernames: Collection[str]) -> dict[str, int]:
        statement = select(User.username, User.id).where(User.username.in_(usernames))
        return {row.username: row.id for row in await self._session.execute(statement)}

    async def known_uuids(self, uuids: Collection[UUID]) -> set[UUID]:
        return set(await self._session.scalars(select(User.uuid).where(User.uuid.in_(uuids))))

    async def lines_of(self, user_ids: Collection[int], caller: Caller) -> dict[int, list[OwnLine]]:
        """The lines that show these users' names, by user and in order; kept from other writers."""
        lines = (
            select(UserLine.user_id, Line)
            .join(Line, Line.id == UserLine.line_id)
            .where(UserLine.user_id.in_(user_ids), UserLine.main_user)
            .order_by(Line.id)
            .with_for_update(of=Line)
        )
        rows = (await self._session.execute(within_contexts(lines, caller, Line.context))).all()
        extensions = (
            select(LineExtension.line_id, Extension)
            .join(Extension, Extension.id == LineExtension.extension_id)
            .join(Context, Context.name == Extension.context)
            .where(LineExtension.line_id.in_([line.id for _, line in rows]), Context.type == "internal")
            .order_by(Extension.id)
        )
        numbers: dict[int, Extension] = {}
        for line_id, extension in await self._session.execute(extensions):
            numbers.setdefault(line_id, extension)
        found: dict[int, list[OwnLine]] = defaultdict(list)
        for user_id, line in rows:
            found[user_id].append(OwnLine(line, numbers.get(line.id)))
        return found

    async def extensions(self, numbers: Collection[tuple[str, str]]) -> dict[tuple[str, str], int]:
        """The ids of those (number, context) that exist."""
        statement = select(Extension.exten, Extension.context, Extension.id).where(
            tuple_(Extension.exten, Extension.context).in_(list(numbers))
        )
        return {(row.exten, row.context): row.id for row in await self._session.execute(statement)}

    async def line_ids(self, column: InstrumentedAttribute[str], values: Iterable[str]) -> dict[str, int]:
        """The lines that have these names or provisioning codes."""
        statement = select(column, Line.id).where(column.in_(list(values)))
        return {row[0]: row[1] for row in await self._session.execute(statement)}

    async def musics_on_hold(self) -> set[str]:
        return set(await self._session.scalars(select(MusicOnHold.name)))

    async def incalls_of(self, user_ids: Collection[int], caller: Caller) -> dict[int, Incall]:
        """The first incoming call of each that leads straight to him."""
        user_id = Incall.destination["user_id"].as_integer()
        statement = (
            select(user_id, Incall)
            .where(Incall.destination["type"].as_string() == "user", user_id.in_(user_ids))
            .order_by(Incall.id.desc())
        )
        rows = await self._session.execute(within_contexts(statement, caller, Incall.context))
        return {row[0]: row[1] for row in rows}

    async def voicemails_of(self, user_ids: Collection[int]) -> dict[int, tuple[Voicemail, UserVoicemail]]:
        """Their mailboxes, whoever may see them; kept from other writers."""
        statement = (
            select(Voicemail, UserVoicemail)
            .join(UserVoicemail, UserVoicemail.voicemail_id == Voicemail.id)
            .where(UserVoicemail.user_id.in_(user_ids))
            .order_by(Voicemail.id)
            .with_for_update()
        )
        return {row[1].user_id: (row[0], row[1]) for row in await self._session.execute(statement)}

    async def voicemails(self, numbers: Collection[str]) -> dict[tuple[str, str], int]:
        """The ids of the mailboxes with these numbers, by number and context."""
        statement = select(Voicemail.number, Voicemail.context, Voicemail.id).where(Voicemail.number.in_(numbers))
        return {(row.number, row.context): row.id for row in await self._session.execute(statement)}

    async def voicemail_timezone(self) -> str:
        """Of a mailbox that names none."""
        settings = await current_settings(self._session, VOICEMAIL_GENERAL)
        assert isinstance(settings, VoicemailGeneral)  # noqa: S101  (its own body)
        return settings.timezones[0].name

    async def lines_on(self, device_ids: Collection[str]) -> dict[tuple[str, int], int]:
        """By device and slot."""
        statement = select(Line.device_id, Line.device_slot, Line.id).where(Line.device_id.in_(device_ids))
        return {(row.device_id or "", row.device_slot): row.id for row in await self._session.execute(statement)}

    def is_changed(self, *things: object) -> bool:
        """Whether an assignment gave one of these stored objects another value than it had."""
        return any(self._session.is_modified(thing) for thing in things)

    async def add(self, things: Sequence[object]) -> None:
        """Store them, and what was changed."""
        self._session.add_all(things)
        await self._session.flush()

    def forget(self, *things: object | None) -> None:
        """Do not store what was changed of these."""
        for thing in things:
            if thing is not None and thing in self._session:
                self._session.expunge(thing)

    async def agents_by_number(self, numbers: Collection[str], caller: Caller) -> dict[str, KnownAgent]:
        statement = select(Agent.id, Agent.number, Agent.users).where(Agent.number.in_(numbers))
        return {agent.number: agent for agent in await self._agents(statement, caller)}

    async def agents_of(self, user_ids: Collection[int], caller: Caller) -> dict[int, KnownAgent]:
        """By their ids, in the order of their numbers."""
        entry = func.jsonb_array_elements(Agent.users, type_=JSONB).column_valued("entry")
        works = select(literal(1)).where(entry["user_id"].as_integer().in_(user_ids)).exists()
        statement = select(Agent.id, Agent.number, Agent.users).where(works).order_by(Agent.number)
        return {agent.id: agent for agent in await self._agents(statement, caller)}

    async def _agents(self, statement: AnySelect, caller: Caller) -> list[KnownAgent]:
        rows = await self._session.execute(within_contexts(statement, caller, Agent.context))
        return [KnownAgent(row.id, row.number, [entry["user_id"] for entry in row.users]) for row in rows]
