# SPDX-License-Identifier: GPL-3.0-or-later
"""From a device and the values of its config to the files that its plugin makes of them."""

from __future__ import annotations

import copy
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from .plugin import Device, Files, Plugin, RawConfig, RawConfigError
from .plugin.base import Apart
from .plugin.errors import CustomTemplate, PluginError, TemplateFault
from .plugin.loader import PluginLoader
from .plugin.null import NULL_ID
from .rawconfig import HostDefaults, map_secrets, normalize

logger = logging.getLogger(__name__)


class CannotRender(Exception):
    """The device has no files; the text says why."""


class Faulty(CannotRender):
    """The values suffice; a template, or the plugin, is not good."""


@dataclass(frozen=True)
class Seen:
    """How the phone sees this server: the address that it used, if that is known, and the key for its URLs, if it may
    know it.
    """

    address: str | None = None
    key: str | None = None


class Renderer:
    def __init__(self, plugins: PluginLoader, defaults: HostDefaults) -> None:
        self.plugins = plugins
        self._defaults = defaults

    async def files(self, device: Device, raw_config: RawConfig, seen: Seen = Seen()) -> Files:
        """The files of one phone, rendered now. Raises CannotRender, Faulty."""
        plugin = self._plugin(device)
        with _refusals(plugin, f"device {device['id']}"):
            values = self.normalized(raw_config, seen)
            urls = _Urls(values)
            try:
                files = await plugin.files(copy.deepcopy(device), values)
            except CustomTemplate as custom:
                arguments = {"device": device, "raw_config": self.normalized(raw_config, seen)}
                files = await _apart(plugin).files(str(custom), "configure", arguments)
            return urls.with_key(files)

    async def common_files(self, plugin: Plugin, raw_config: RawConfig, seen: Seen = Seen()) -> Files:
        """The files that all phones of the family share; no secret is handed to their templates.

        Raises CannotRender, Faulty.
        """
        with _refusals(plugin, "what all phones share"):
            values = self.normalized(raw_config, seen)
            urls = _Urls(values)
            try:
                files = await plugin.common_files(map_secrets(values, lambda _: ""))
            except CustomTemplate as custom:
                arguments = {"raw_config": map_secrets(self.normalized(raw_config, seen), lambda _: "")}
                files = await _apart(plugin).files(str(custom), "configure_common", arguments)
            return urls.with_key(files)

    async def try_again(self, device: Device, raw_config: RawConfig) -> None:
        """Whether templates that somebody has changed are good. Raises Faulty."""
        plugin = self.plugins.get(device.get("plugin"))
        if plugin is None or plugin.apart is None or not self.is_configurable(device, raw_config):
            return
        plugin.apart.try_again()
        try:
            await self.files(device, raw_config, Seen("server"))
        except Faulty:
            raise
        except CannotRender as error:
            logger.debug("device %s has no files: %s", device["id"], error)

    def is_configurable(self, device: Device, raw_config: RawConfig | None) -> bool:
        """Whether the plugin is there and the values suffice; the templates are not tried."""
        if raw_config is None or device.get("plugin") == NULL_ID:
            return False
        try:
            self._plugin(device)
            # Whatever address the phone will use stands in for a missing one.
            self.normalized(raw_config, Seen("server"))
        except (CannotRender, RawConfigError):
            return False
        return True

    def normalized(self, raw_config: RawConfig, seen: Seen) -> RawConfig:
        """Raises RawConfigError."""
        defaults = self._defaults if self._defaults.ip else replace(self._defaults, ip=seen.address)
        values = normalize(raw_config, defaults)
        values["provisioning_key"] = seen.key or ""
        values["http_base_url"] = f"http://{values['ip']}:{values['http_port']}" + (f"/{seen.key}" if seen.key else "")
        return values

    def for_hooks(self, raw_config: RawConfig) -> RawConfig:
        """As plugins receive it when no phone asks; as it is when only phones know this server's address."""
        try:
            return self.normalized(raw_config, Seen())
        except RawConfigError:
            return dict(raw_config)

    def _plugin(self, device: Device) -> Plugin:
        plugin = self.plugins.get(device.get("plugin"))
        if plugin is None:
            raise CannotRender(f"plugin {device.get('plugin')} is not installed")
        return plugin


@contextmanager
def _refusals(plugin: Plugin, what: str) -> Iterator[None]:
    """A plugin's own fault, or one of an administrator's template: this device suffers, the others do not."""
    try:
        yield
    except RawConfigError as error:
        raise CannotRender(str(error)) from error
    except TemplateFault as error:
        raise Faulty(str(error)) from error
    except PluginError as error:
        # It says where in the plugin it went wrong; the frames of this process tell nothing of that.
        logger.warning("plugin %s cannot configure %s: %s", plugin.id, what, error)
        raise Faulty(f"PluginError in plugin {plugin.id}") from error
    except Exception as error:
        logger.exception("plugin %s cannot configure %s", plugin.id, what)
        raise Faulty(f"{type(error).__name__} in plugin {plugin.id}") from error


def _apart(plugin: Plugin) -> Apart:
    if plugin.apart is None:
        raise RuntimeError("nothing renders an administrator's template")
    return plugin.apart


class _Urls:
    """Templates that know nothing of keys write ``http://<ip>:<http_port>``, with or without the scheme; where a key is
    needed it is put behind. Aastra's and Mitel's phones take server, port and path apart: there it begins the path.
    """

    def __init__(self, values: RawConfig) -> None:
        self._server = f"{values['ip']}:{values['http_port']}".encode()
        self._server_apart = f"http server: {values['ip']}\n".encode()
        self._key = values["provisioning_key"].encode()

    def with_key(self, files: Files) -> Files:
        if not self._key:
            return files
        key = re.escape(self._key)
        bare = re.compile(rb"(?<![\w.-])" + re.escape(self._server) + rb"(?!\d)(?!/" + key + rb")")
        path = re.compile(rb"^(http path: )/?(?!" + key + rb")(?=\w)", re.MULTILINE)

        def keyed(content: bytes) -> bytes:
            content = bare.sub(rb"\g<0>/" + self._key, content)
            return path.sub(rb"\g<1>" + self._key + b"/", content) if self._server_apart in content else content

        return {name: keyed(content) for name, content in files.items()}
