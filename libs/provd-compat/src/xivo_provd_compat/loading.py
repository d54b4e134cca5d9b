# SPDX-License-Identifier: GPL-3.0-or-later
"""A plugin folder becomes a plugin object."""

from __future__ import annotations

import json
import os
from typing import Any

from . import host
from .twisted.internet.defer import Deferred
from .wazo_provd.plugins import Plugin

INTERFACE_VERSION = "0.2"
"""Of the plugin interface, for ``plugin_iface_version_min`` and ``_max`` of ``plugin-info``."""


class App:
    """What a plugin sees of the daemon."""

    def __init__(self, proxies: dict[str, str | None]) -> None:
        self.proxies = proxies
        self.nat = 0

    def dev_update(self, device: dict[str, Any], *_ignored: Any) -> Deferred:
        """Fires when the device, which must be one of this plugin, is stored."""
        return host.current().ask("dev_update", {"device": device})


class NotAPlugin(Exception):
    """The folder has no plugin, or none for this interface."""


def load(plugin_id: str, plugin_dir: str, gen_cfg: dict[str, Any], spec_cfg: dict[str, Any]) -> Plugin:
    """Raises NotAPlugin, and whatever the plugin's own code raises."""
    _check_interface(plugin_dir)
    found = _first_plugin(_execute(plugin_dir))
    plugin = found(App(gen_cfg.get("proxies") or {}), plugin_dir, gen_cfg, spec_cfg)
    plugin.id = plugin_id
    return plugin


def _execute(plugin_dir: str) -> dict[str, Any]:
    """The names of ``entry.py``, and of what it executes without names of its own."""
    names: dict[str, Any] = {"__name__": "entry"}

    def execfile_(filename: str, globals: dict[str, Any] | None = None, *locals_: Any) -> None:  # noqa: A002  as it is called
        found = names if globals is None else globals
        path = os.path.join(plugin_dir, filename)
        with open(path, "rb") as file:
            code = compile(file.read(), path, "exec", dont_inherit=True)  # this module's __future__ is not the plugin's
        found.setdefault("execfile_", execfile_)
        found["__file__"] = path
        exec(code, found, *locals_)  # noqa: S102  a plugin is code by its nature, and this process is made for it

    execfile_("entry.py")
    return names


def _first_plugin(names: dict[str, Any]) -> type[Plugin]:
    for value in names.values():
        if isinstance(value, type) and issubclass(value, Plugin) and value.IS_PLUGIN:
            return value
    raise NotAPlugin("entry.py has no class that derives from Plugin with IS_PLUGIN = True")


def _check_interface(plugin_dir: str) -> None:
    with open(os.path.join(plugin_dir, "plugin-info"), encoding="utf-8") as file:
        info = json.load(file)
    here = _version(INTERFACE_VERSION)
    if "plugin_iface_version_min" in info and _version(info["plugin_iface_version_min"]) > here:
        raise NotAPlugin(f"needs plugin interface {info['plugin_iface_version_min']} or later")
    if "plugin_iface_version_max" in info and _version(info["plugin_iface_version_max"]) < here:
        raise NotAPlugin(f"needs plugin interface {info['plugin_iface_version_max']} or earlier")


def _version(text: Any) -> tuple[int, ...]:
    try:
        return tuple(int(part) for part in str(text).split("."))
    except ValueError as error:
        raise NotAPlugin(f"{text!r} is not a version of the plugin interface") from error
