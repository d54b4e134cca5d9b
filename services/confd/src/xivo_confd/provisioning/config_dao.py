# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, Text, func, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncSession

from ..paging import AnyRow
from ..resources.configuration.model import Configuration
from ..resources.contexts.model import Context
from ..resources.device_templates.model import DeviceTemplate
from ..resources.extension_features.model import ExtensionFeature
from ..resources.extensions.model import Extension
from ..resources.func_key_templates.model import FuncKeyTemplate, UserFuncKeyTemplate
from ..resources.line_extensions.model import LineExtension
from ..resources.lines.model import Line
from ..resources.registrars.model import DEFAULT, Registrar
from ..resources.user_lines.callerid import displayed_name
from ..resources.user_lines.model import UserLine
from ..resources.users.model import User
from ..settings import ConfdSettings
from .configs import Common, DeviceLine, feature_codes
from .func_key_dao import FuncKeyNumbersDao
from .func_keys import raw_func_keys
from .servers import Servers, servers
from .templates import template_document

_NUMBER = (
    select(Extension.exten)
    .join(LineExtension, LineExtension.extension_id == Extension.id)
    .join(Context, Context.name == Extension.context)
    .where(LineExtension.line_id == Line.id, Context.type == "internal")
    .order_by(Extension.id)
    .limit(1)
    .scalar_subquery()
)


class DeviceConfigDao:
    """What the configurations of devices say."""

    def __init__(self, session: AsyncSession, settings: ConfdSettings) -> None:
        self._session = session
        self._settings = settings

    async def fingerprints(self) -> dict[str, tuple[Any, ...]]:
        """For each device with lines, something that changes when its configuration does; no secret is decrypted."""
        found: dict[str, tuple[Any, ...]] = {}
        keys = FuncKeyNumbersDao(self._session)
        codes, templates, registrars = await keys.codes(), await keys.fingerprints(), await self._registrars()
        for row in await self._session.execute(_lines(type_coerce(Line.secret, Text))):
            digests = [templates[template] for template in _templates(row) if template in templates]
            said = (*row, *digests, codes if digests else None, registrars[row.configregistrar])
            found[row.device_id] = (*found.get(row.device_id, ()), said)
        return found

    async def common(self) -> Common:
        """What telephones have in common: the numbers of services, the default registrar, the templates."""
        enabled = select(ExtensionFeature.feature, ExtensionFeature.exten).where(ExtensionFeature.enabled)
        system = (await self._session.execute(select(Configuration.language, Configuration.timezone))).one_or_none()
        language, timezone = system or (self._settings.first_data.language, self._settings.first_data.timezone)
        templates = await self._session.scalars(select(DeviceTemplate).order_by(DeviceTemplate.id))
        registrar = (await self._session.scalars(select(Registrar).where(Registrar.name == DEFAULT))).one()
        return Common(
            codes=feature_codes({row.feature: row.exten for row in await self._session.execute(enabled)}),
            servers=servers(registrar, self._settings.provisioning),
            templates=tuple(template_document(template, language, timezone) for template in templates),
        )

    async def lines_on(self, device_ids: Iterable[str]) -> dict[str, list[DeviceLine]]:
        """The lines of each of these devices in the order of their slots, as the device shows them."""
        found: dict[str, list[DeviceLine]] = {device_id: [] for device_id in device_ids}
        rows = (await self._session.execute(_lines(Line.secret.label("secret")).where(Line.device_id.in_(found)))).all()
        dao = FuncKeyNumbersDao(self._session)
        keys = await dao.keys_of({template for row in rows for template in _templates(row)})
        codes, registrars = await dao.codes(), await self._registrars()
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
                    servers=registrars[row.configregistrar],
                    func_keys=raw_func_keys(merged.values(), row.user_id, row.device_slot, codes) if merged else {},
                )
            )
        return found

    async def _registrars(self) -> dict[str, Servers]:
        here = self._settings.provisioning
        return {one.name: servers(one, here) for one in await self._session.scalars(select(Registrar))}


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
            Line.configregistrar,
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
