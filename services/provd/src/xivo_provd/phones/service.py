# SPDX-License-Identifier: GPL-3.0-or-later
"""A phone asks for a file: who is it, what may it have, what is in it."""

from __future__ import annotations

import asyncio
import logging
import re
from dataclasses import dataclass

from prometheus_client import Counter
from xivo_store import DatabaseUnavailable

from ..guard import Guard, NewPhones, Offence
from ..last_good import LastGood
from ..plugin import Device, DeviceInfo, Files, Plugin, RawConfig, RequestType
from ..plugin.loader import PluginLoader
from ..plugin.null import NULL_ID
from ..rendering import CannotRender, Faulty, Renderer, Seen
from ..resources.devices.notifier import SecretRefused, SecretServed
from ..resources.parameters.current import CurrentParameters
from ..stale import COMMON
from ..unit import Unit, Units
from .answers import DENIED, NOT_FOUND, UNAVAILABLE, Answer, Outcome
from .door import Door, Entered, Visit
from .identification import associate, identify
from .registry import Met, PhoneRegistry, TooManyPhones
from .rendered import Rendered, RenderedFiles
from .served import ServedSecrets

logger = logging.getLogger(__name__)
audit = logging.getLogger("audit")

REQUESTS = Counter("xivo_provd_phone_requests_total", "Requests of phones", ["protocol", "outcome"])

_MAX_NAME = 255
_AT_ONCE = 8
"""Requests that ask the database: more would wait for a connection, and take it for away."""
_PATIENCE_SECONDS = 10.0
_MAC_IN_NAME = re.compile(r"(?<![0-9a-f])[0-9a-f]{2}(?:[:-]?[0-9a-f]{2}){5}(?![0-9a-f])", re.IGNORECASE)


class PhoneService:
    """Unknown phones become devices by themselves; secrets go to the address that a phone is bound to, and by HTTP only
    to who knows the key of the provisioning URL. An address that offends is banned; behind NAT it is many phones', and
    those that are bound to it go on.
    """

    def __init__(
        self,
        units: Units,
        plugins: PluginLoader,
        renderer: Renderer,
        registry: PhoneRegistry,
        parameters: CurrentParameters,
        guard: Guard,
        new_phones: NewPhones,
        last_good: LastGood,
        *,
        door: Door,
        rendered: RenderedFiles,
        served: ServedSecrets,
    ) -> None:
        self._units = units
        self._plugins = plugins
        self._renderer = renderer
        self._registry = registry
        self._parameters = parameters
        self._guard = guard
        self._new_phones = new_phones
        self._last_good = last_good
        self._door = door
        self._rendered = rendered
        self._served = served
        self._turn = asyncio.Semaphore(_AT_ONCE)

    async def answer(self, visit: Visit) -> Answer:
        begun = self._rendered.begin()
        try:
            parameters, is_away = await self._parameters.get(), False
        except DatabaseUnavailable:
            parameters, is_away = self._parameters.last_known(), True
        entered = self._door.enter(visit, parameters)
        answer = self._again(entered) or await self._answer(entered, is_away=is_away, begun=begun)
        REQUESTS.labels(visit.request_type, answer.outcome.name.lower()).inc()
        name, outcome = entered.filename, answer.outcome.name
        logger.info("%s %s asks for %r: %s", visit.request_type, visit.address, name, outcome)
        return answer

    def _again(self, visit: Entered) -> Answer | None:
        """From memory, if this very request was answered before and nothing has changed."""
        if visit.key is None or self._is_shut_out(visit):
            return None
        rendered = self._rendered.get(visit.key)
        if rendered is None:
            return None
        if rendered.secret_of is not None:
            self._say_served(rendered.secret_of, visit)
        return Answer(Outcome.SERVED, rendered.content)

    async def _answer(self, entered: Entered, *, is_away: bool, begun: int) -> Answer:
        if self._is_shut_out(entered):
            return self._banned(entered)
        if not _is_safe(entered.filename):
            return self._offence(entered, Offence.NOT_FOUND, NOT_FOUND)
        info = await identify(self._plugins, entered.request, entered.request_type)
        if entered.certified_mac:
            info["mac"] = entered.certified_mac
        named = self._mac_of(entered.filename)
        if named and info.get("mac") and info["mac"] != named:
            # It says that it is one phone and wants the file of another.
            audit.warning("refused: %s of %s asks for %s", info["mac"], entered.address, entered.filename)
            return self._offence(entered, Offence.DENIED, DENIED)
        if is_away:
            return await self._without_database(entered, info)
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                await self._turn.acquire()
        except TimeoutError:
            return await self._without_database(entered, info)
        try:
            served = await self._serve(entered, info, named)
        except DatabaseUnavailable:
            return await self._without_database(entered, info)
        finally:
            self._turn.release()
        return await self._finish(entered, served, begun)

    def _is_shut_out(self, visit: Entered) -> bool:
        return not visit.behind_nat and self._guard.banned_for(visit.address) > 0

    def _banned(self, visit: Entered) -> Answer:
        return Answer(Outcome.BANNED, retry_after=int(self._guard.banned_for(visit.address)) + 1)

    async def _serve(self, visit: Entered, info: DeviceInfo, named: str | None) -> _Served:
        is_banned = self._guard.banned_for(visit.address) > 0
        if not visit.may_have_secrets:
            if is_banned:
                return _Served(self._banned(visit))
            async with self._units.reading() as unit:
                return await self._first_contact(unit, visit, info, named)
        async with self._units.reading() as unit:
            if served := await self._serve_known(unit, visit, info, named):
                return served
            if is_banned and not await self._registry.is_bound(unit, info, visit.address, named=named):
                return _Served(self._banned(visit))
        try:
            return await self._serve_phone(visit, info, named)
        except TooManyPhones:
            return _Served(Answer(Outcome.BANNED, retry_after=60))

    async def _first_contact(self, unit: Unit, visit: Entered, info: DeviceInfo, named: str | None) -> _Served:
        """Without the key: what all phones share. Nobody becomes a device, nobody is bound."""
        plugin = await associate(self._plugins, info)
        served = await self._shared(unit, visit, plugin)
        if served.answer.outcome is not Outcome.NOT_FOUND:
            return served
        is_sensitive = plugin is not None and await plugin.is_sensitive(visit.filename)
        if named or is_sensitive or _MAC_IN_NAME.search(visit.filename):
            logged = {"address": visit.address, "file": visit.filename}
            audit.warning("refused: without the key of the provisioning URL", extra=logged)
            return _Served(DENIED, offence=Offence.DENIED)
        return _Served(NOT_FOUND, offence=Offence.NOT_FOUND)

    async def _serve_known(self, unit: Unit, visit: Entered, info: DeviceInfo, named: str | None) -> _Served | None:
        """For a phone of which nothing is new; None for any other."""
        found = await self._registry.known(unit, info, visit.address, named=named)
        plugin = self._plugins.get(found.device.get("plugin")) if found else None
        if found is None or found.raw_config is None or plugin is None or plugin.id == NULL_ID:
            return None
        device, raw_config = found.device, found.raw_config
        resolved = await plugin.resolve(visit.request, visit.request_type)
        if not isinstance(resolved, str):
            return _content(resolved)
        visit = visit.meaning(resolved)
        own = await self._own_files(device, raw_config, visit)
        name = _match(visit.filename, own)
        if name is None:
            if await plugin.is_sensitive(visit.filename):
                return _Served(NOT_FOUND)
            return await self._common(unit, visit, plugin, raw_config, device["id"])
        is_kept = isinstance(own, _Kept)
        if not is_kept and self._registry.is_news(device, raw_config) and await _is_trigger(plugin, device, visit):
            return None
        self._say_served(device["id"], visit)
        answer = Answer(Outcome.SERVED, own[name])
        return _Served(answer, device_id=device["id"], is_secret=True, is_kept=is_kept)

    def _say_served(self, device_id: str, visit: Entered) -> None:
        """To the audit log at once, on the bus within a second."""
        logged = {"device_id": device_id, "address": visit.address, "file": visit.filename}
        audit.info("secret served", extra=logged)
        self._served.note(SecretServed(device_id=device_id, address=visit.address, filename=visit.filename))

    async def _serve_phone(self, visit: Entered, info: DeviceInfo, named: str | None) -> _Served:
        """What is written is committed before a plugin renders, which may take its time: writers wait for writers."""
        async with self._units.writing() as unit:
            found = await self._registry.meet(
                unit,
                info,
                visit.address,
                named=named,
                behind_nat=visit.behind_nat,
                trusted=visit.certified_mac is not None,
                may_add=lambda: self._may_add(visit),
            )
        if found is None:
            async with self._units.reading() as unit:
                served = await self._shared(unit, visit, await associate(self._plugins, info))
            mac = _MAC_IN_NAME.search(visit.filename)
            if served.answer.outcome is Outcome.NOT_FOUND and mac:
                return _Served(NOT_FOUND, offence=Offence.GUESS, subject=mac[0].lower())
            return served
        device, raw_config = found.device, found.raw_config
        plugin = self._plugins.get(device.get("plugin"))
        if plugin is None or plugin.id == NULL_ID:
            return _Served(NOT_FOUND)
        resolved = await plugin.resolve(visit.request, visit.request_type)
        if not isinstance(resolved, str):
            return _content(resolved)
        visit = visit.meaning(resolved)
        if raw_config is not None:
            own = await self._own_files(device, raw_config, visit)
            name = _match(visit.filename, own)
            if name is not None:
                return await self._secret(visit, found, raw_config, plugin, own, name)
        if await plugin.is_sensitive(visit.filename):
            return _Served(NOT_FOUND)
        async with self._units.reading() as unit:
            return await self._common(unit, visit, plugin, raw_config, device["id"])

    def _may_add(self, visit: Entered) -> bool:
        if visit.request_type is RequestType.TFTP and not self._new_phones.one_more():
            return False
        return not self._guard.offend(visit.address, Offence.NEW_DEVICE, is_shared=visit.behind_nat)

    async def _shared(self, unit: Unit, visit: Entered, plugin: Plugin | None) -> _Served:
        """What a phone that is no device gets of the plugin that suits it: common files."""
        if plugin is None:
            return _Served(NOT_FOUND)
        resolved = await plugin.resolve(visit.request, visit.request_type)
        if not isinstance(resolved, str):
            # Nobody knows what is in a content that a plugin makes itself.
            return _content(resolved if visit.may_have_secrets else None)
        return await self._common(unit, visit.meaning(resolved), plugin, None)

    async def _own_files(self, device: Device, raw_config: RawConfig, visit: Entered) -> Files:
        try:
            return await self._renderer.files(device, raw_config, Seen(visit.server_address, visit.provisioning_key))
        except Faulty as error:
            logger.warning("device %s has no new files: %s", device["id"], error)
            return await self._kept(visit, device["id"])
        except CannotRender as error:
            logger.warning("device %s has no files: %s", device["id"], error)
            return {}

    async def _kept(self, visit: Entered, device_id: str) -> Files:
        """What this phone, or all of them, got last by this name; nothing is kept of it anew."""
        content = None
        if visit.may_have_secrets:
            content = await self._last_good.recall(visit.address, visit.filename, device_id)
        return {} if content is None else _Kept({visit.filename: content})

    async def _secret(
        self,
        visit: Entered,
        found: Met,
        raw_config: RawConfig,
        plugin: Plugin,
        own: Files,
        name: str,
    ) -> _Served:
        device, is_kept = found.device, isinstance(own, _Kept)
        facts = {"device_id": device["id"], "address": visit.address, "filename": visit.filename}
        logged = {"device_id": device["id"], "address": visit.address, "file": visit.filename}
        if not found.is_same_address:
            audit.warning("secret refused", extra=logged)
            async with self._units.writing() as unit:
                unit.announce(SecretRefused(**facts), device["id"])
            return _Served(DENIED, offence=Offence.DENIED)
        audit.info("secret served", extra=logged)
        is_trigger = not is_kept and await _is_trigger(plugin, device, visit)
        async with self._units.writing() as unit:
            unit.announce(SecretServed(**facts), device["id"])
            if is_trigger and (present := await unit.devices.get(device["id"], lock=True)):
                await self._registry.now_runs(unit, present, raw_config)
        return _Served(Answer(Outcome.SERVED, own[name]), device_id=device["id"], is_secret=True, is_kept=is_kept)

    async def _common(
        self,
        unit: Unit,
        visit: Entered,
        plugin: Plugin,
        raw_config: RawConfig | None,
        device_id: str = COMMON,
    ) -> _Served:
        path = plugin.static_file(visit.filename)
        if path is not None:
            return _Served(Answer(Outcome.SERVED, path=path))
        raw = raw_config if raw_config is not None else await self._registry.default_raw_config(unit)
        # Who does not know the key does not learn it here.
        key = visit.provisioning_key if visit.has_key else None
        try:
            files = await self._renderer.common_files(plugin, raw, Seen(visit.server_address, key))
        except Faulty as error:
            logger.warning("plugin %s has no new common files: %s", plugin.id, error)
            files = await self._kept(visit, COMMON)
        except CannotRender as error:
            logger.warning("plugin %s has no common files: %s", plugin.id, error)
            files = {}
        name = _match(visit.filename, files)
        if name is None:
            return _Served(NOT_FOUND, offence=Offence.NOT_FOUND)
        return _Served(Answer(Outcome.SERVED, files[name]), device_id=device_id, is_kept=isinstance(files, _Kept))

    async def _finish(self, visit: Entered, served: _Served, begun: int) -> Answer:
        if served.offence is not None:
            return self._offence(visit, served.offence, served.answer, served.subject)
        if served.device_id is not None and not served.is_kept:
            content = served.answer.content
            if visit.key is not None:
                secret_of = served.device_id if served.is_secret else None
                self._rendered.keep(visit.key, Rendered(content, served.device_id, secret_of), begun)
            if visit.may_have_secrets:
                owner = served.device_id if served.is_secret else COMMON
                await self._last_good.remember(owner, visit.address, visit.filename, content)
        return served.answer

    async def _without_database(self, visit: Entered, info: DeviceInfo) -> Answer:
        content = await self._last_good.recall(visit.address, visit.filename) if visit.may_have_secrets else None
        if content is not None:
            audit.info("last good file served", extra={"address": visit.address, "file": visit.filename})
            return Answer(Outcome.SERVED, content)
        plugin = await associate(self._plugins, info)
        path = plugin.static_file(visit.filename) if plugin else None
        return Answer(Outcome.SERVED, path=path) if path else UNAVAILABLE

    def _mac_of(self, filename: str) -> str | None:
        for plugin in self._plugins:
            if mac := plugin.mac_of_filename(filename):
                return str(mac)
        return None

    def _offence(self, visit: Entered, offence: Offence, answer: Answer, subject: str | None = None) -> Answer:
        """What a phone of a banned address does is not counted: it is let in on account of who it is."""
        if self._guard.banned_for(visit.address) == 0:
            self._guard.offend(visit.address, offence, subject, is_shared=visit.behind_nat)
        return answer


@dataclass(frozen=True)
class _Served:
    answer: Answer
    device_id: str | None = None
    is_secret: bool = False
    offence: Offence | None = None
    subject: str | None = None
    is_kept: bool = False


class _Kept(Files):
    """Last good files, in place of those that cannot be made."""


async def _is_trigger(plugin: Plugin, device: Device, visit: Entered) -> bool:
    """Whether it is the file whose retrieval says that the phone is up to date; a bare name is one in any folder."""
    name, asked = (await plugin.trigger_filename(device) or "").lower(), visit.filename.lower()
    return asked == name or ("/" not in name and asked.rpartition("/")[2] == name)


def _content(resolved: bytes | None) -> _Served:
    """What a plugin's own service made of a request without naming a file."""
    if resolved is None:
        return _Served(NOT_FOUND, offence=Offence.NOT_FOUND)
    return _Served(Answer(Outcome.SERVED, resolved))


def _match(filename: str, files: Files) -> str | None:
    """TFTP clients are free with the case of file names."""
    if filename in files:
        return filename
    return next((name for name in files if name.lower() == filename.lower()), None)


def _is_safe(filename: str) -> bool:
    return (
        0 < len(filename) <= _MAX_NAME
        and filename.isprintable()
        and "\\" not in filename
        and not any(part in ("", ".", "..") for part in filename.split("/"))
    )
