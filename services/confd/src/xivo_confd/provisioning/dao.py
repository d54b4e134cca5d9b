# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, Text, func, not_, or_, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncSession

from ..entity_limits import contexts_of
from ..paging import AnyRow
from ..resources.configuration.model import Configuration
from ..resources.contexts.model import Context
from ..resources.extension_features.model import ExtensionFeature
from ..resources.extensions.model import Extension
from ..resources.func_key_templates.model import FuncKeyTemplate, UserFuncKeyTemplate
from ..resources.line_extensions.model import LineExtension
from ..resources.lines.model import Line
from ..resources.user_lines.callerid import displayed_name
from ..resources.user_lines.model import UserLine
from ..resources.users.model import User
from .configs import DeviceLine, Document, feature_codes
from .func_key_dao import FuncKeyNumbersDao
from .func_keys import raw_func_keys

_NUMBER = (
    select(Extension.exten)
    .join(LineExtension, LineExtension.extension_id == Extension.id)
    .join(Context, Context.name == Extension.context)
    .where(LineExtension.line_id == Line.id, Context.type == "internal")
    .order_by(Extension.id)
    .limit(1)
    .scalar_subquery()
)


class DeviceLineDao:
    """Which lines are on which devices."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def fingerprints(self) -> dict[str, tuple[Any, ...]]:
        """For each device with lines, something that changes when its configuration does; no secret is decrypted."""
        found: dict[str, tuple[Any, ...]] = {}
        keys = FuncKeyNumbersDao(self._session)
        codes, templates = await keys.codes(), await keys.fingerprints()
        for row in await self._session.execute(_lines(type_coerce(Line.secret, Text))):
            digests = [templates[template] for template in _templates(row) if template in templates]
            said = (*row, *digests, codes if digests else None)
            found[row.device_id] = (*found.get(row.device_id, ()), said)
        return found

    async def feature_codes(self) -> Document:
        """What telephones dial for services."""
        enabled = select(ExtensionFeature.feature, ExtensionFeature.exten).where(ExtensionFeature.enabled)
        return feature_codes({row.feature: row.exten for row in await self._session.execute(enabled)})

    async def lines_on(self, device_ids: Iterable[str]) -> dict[str, list[DeviceLine]]:
        """The lines of each of these devices in the order of their slots, as the device shows them."""
        found: dict[str, list[DeviceLine]] = {device_id: [] for device_id in device_ids}
        rows = (await self._session.execute(_lines(Line.secret.label("secret")).where(Line.device_id.in_(found)))).all()
        dao = FuncKeyNumbersDao(self._session)
        keys = await dao.keys_of({template for row in rows for template in _templates(row)})
        codes = await dao.codes()
        for row in rows:
            # A user's own key hides the shared template's at its position
            merged = {position: key for template in _templates(row) for position, key in keys[template].items()}
            user = User(firstname=row.firstname, lastname=row.lastname, caller_id=row.caller_id or "")
            found[row.device_id].append(
                DeviceLine(
                    slot=row.device_slot,
                    username=row.username or row.name,
                    secret=row.secret or "",
                    display_name=displayed_name(user) if row.firstname is not None else row.name,
                    number=row.number or "",
                    language=row.language or None,
                    timezone=row.timezone or None,
                    func_keys=raw_func_keys(merged.values(), row.user_id, row.device_slot, codes) if merged else {},
                )
            )
        return found

    async def with_lines_of_others(self, entity_id: int, device_id: str | None = None) -> dict[str, bool]:
        """Which devices, or only this one, have a line of another entity; and whether they have one of this, too."""
        mine = Line.context.in_(contexts_of(entity_id))
        statement = (
            select(Line.device_id, func.bool_or(mine))
            .where(Line.device_id.is_not(None) if device_id is None else Line.device_id == device_id)
            .group_by(Line.device_id)
            .having(func.bool_or(not_(mine)))
        )
        return {row[0]: row[1] for row in await self._session.execute(statement)}

    async def locked(self, line_id: int, device_id: str) -> Sequence[Line]:
        """The line and those on the device, kept from other writers until the transaction ends."""
        statement = select(Line).where(or_(Line.id == line_id, Line.device_id == device_id))
        return (await self._session.scalars(statement.order_by(Line.id).with_for_update())).all()

    async def locked_on(self, device_id: str) -> Sequence[Line]:
        """The lines on this device, kept from other writers until the transaction ends."""
        statement = select(Line).where(Line.device_id == device_id).order_by(Line.id).with_for_update()
        return (await self._session.scalars(statement)).all()

    async def first_line_on(self, device_id: str) -> int | None:
        return await self._session.scalar(select(Line.id).where(Line.device_id == device_id).order_by(Line.id).limit(1))


def _templates(line: AnyRow) -> list[int]:
    """Of the line's main user; the later one goes first."""
    return [template for template in (line.shared_template_id, line.own_template_id) if template is not None]


def _lines(secret: Any) -> Select[*tuple[Any, ...]]:
    """SIP lines on devices, by device and slot, with the main user and the internal number."""
    return (
        select(
            Line.device_id,
            Line.device_slot,
            Line.id,
            Line.username,
            Line.name,
            secret,
            User.firstname,
            User.lastname,
            User.caller_id,
            # Who has not chosen has what the system has; there the device's template decides.
            func.nullif(User.language, select(Configuration.language).scalar_subquery()).label("language"),
            func.nullif(User.timezone, select(Configuration.timezone).scalar_subquery()).label("timezone"),
            _NUMBER.label("number"),
            User.id.label("user_id"),
            UserFuncKeyTemplate.template_id.label("shared_template_id"),
            FuncKeyTemplate.id.label("own_template_id"),
        )
        .outerjoin(UserLine, (UserLine.line_id == Line.id) & UserLine.main_user)
        .outerjoin(User, User.id == UserLine.user_id)
        .outerjoin(UserFuncKeyTemplate, UserFuncKeyTemplate.user_id == User.id)
        .outerjoin(FuncKeyTemplate, FuncKeyTemplate.user_id == User.id)
        .where(Line.device_id.is_not(None), Line.protocol == "sip")
        .order_by(Line.device_id, Line.device_slot, Line.id)
    )
