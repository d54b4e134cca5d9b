# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from typing import Any

from ...errors import BadRequest, ConfigIdTaken, ConfigNotDeletable, ConfigNotFound, NoAutocreateConfig
from ...plugin import RawConfig
from ...unit import Unit
from ..devices.service import DeviceService, is_document_id
from .dao import Config
from .inheritance import inherited

_AUTOCREATE_ROLE = "autocreate"
_MAX_PARENTS = 20


class ConfigService:
    def __init__(self, devices: DeviceService, clock: Callable[[], float] = time.time) -> None:
        self._devices = devices
        self._clock = clock

    async def get(self, unit: Unit, config_id: str, *, lock: bool = False) -> Config:
        """Own values only. Raises ConfigNotFound."""
        config = await unit.configs.get(config_id, lock=lock)
        if config is None:
            raise ConfigNotFound(config_id=config_id)
        return config

    async def raw(self, unit: Unit, config_id: str) -> RawConfig:
        """Merged with all ancestors. Raises ConfigNotFound."""
        configs = await unit.configs.chains([config_id])
        if config_id not in configs:
            raise ConfigNotFound(config_id=config_id)
        return inherited(config_id, configs)

    async def create(self, unit: Unit, document: Config) -> Config:
        """Raises BadRequest, ConfigIdTaken."""
        config = _checked(document)
        config["id"] = config.get("id") or uuid.uuid4().hex
        await self._check_no_cycle(unit, config)
        if not await unit.configs.add(config):
            raise ConfigIdTaken(config_id=config["id"])
        await self._devices.reconfigure_all(unit, await unit.configs.descendant_ids(config["id"]))
        return config

    async def replace(self, unit: Unit, config_id: str, document: Config) -> Config:
        """Every device that inherits from it is reconfigured. Raises ConfigNotFound, BadRequest."""
        await self.get(unit, config_id, lock=True)
        config = _checked(document)
        if config.setdefault("id", config_id) != config_id:
            raise BadRequest(reason="the id of a config cannot be changed")
        await self._check_no_cycle(unit, config)
        await unit.configs.save(config)
        await self._devices.reconfigure_all(unit, await unit.configs.descendant_ids(config_id))
        return config

    async def remove(self, unit: Unit, config_id: str) -> None:
        """Raises ConfigNotFound, ConfigNotDeletable."""
        config = await self.get(unit, config_id, lock=True)
        if config.get("deletable") is False:
            raise ConfigNotDeletable(config_id=config_id)
        affected = await unit.configs.descendant_ids(config_id)
        await unit.configs.remove(config_id)
        await self._devices.reconfigure_all(unit, affected)

    async def autocreate(self, unit: Unit) -> Config:
        """A config for a phone that nobody has given a line yet: a child of the one with the autocreate role, so that
        it follows the changes of that one. Raises NoAutocreateConfig.
        """
        source = await unit.configs.with_role(_AUTOCREATE_ROLE)
        if source is None:
            raise NoAutocreateConfig
        name = f"autoprov{int(self._clock())}"
        config: Config = {"id": name, "parent_ids": [source["id"]], "raw_config": {}, "transient": True}
        number = 0
        while not await unit.configs.add(config):
            number += 1
            config["id"] = f"{name}-{number}"
        return config

    @staticmethod
    async def _check_no_cycle(unit: Unit, config: Config) -> None:
        if config["id"] in await unit.configs.chains(list(config.get("parent_ids") or [])):
            raise BadRequest(reason="a config cannot inherit from itself")


def _checked(document: Config) -> Config:
    config = dict(document)
    if "id" in config and config["id"] is not None and not is_document_id(config["id"]):
        raise BadRequest(reason="id is not valid")
    parents = config.setdefault("parent_ids", [])
    if not isinstance(parents, list) or not all(is_document_id(parent) for parent in parents):
        raise BadRequest(reason="parent_ids must be a list of config ids")
    if len(parents) > _MAX_PARENTS:
        raise BadRequest(reason="too many parent_ids")
    if not isinstance(config.setdefault("raw_config", {}), dict):
        raise BadRequest(reason="raw_config must be an object")
    if _has_null_character(config):
        raise BadRequest(reason="texts must not contain the null character")
    return config


def _has_null_character(value: Any) -> bool:
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, dict):
        return any(_has_null_character(key) or _has_null_character(item) for key, item in value.items())
    return isinstance(value, list) and any(_has_null_character(item) for item in value)
