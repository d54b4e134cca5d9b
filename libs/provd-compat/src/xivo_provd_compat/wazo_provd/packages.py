# SPDX-License-Identifier: GPL-3.0-or-later
"""``FetchfwPluginHelper``: the plugin's face of the packages engine, which is the daemon's."""

from __future__ import annotations

import os
from typing import Any

from .. import host
from ..twisted.internet.defer import Deferred


class Handlers(dict[str, Any]):
    """Opaque to plugins: the daemon downloads, through the proxies of its configuration."""


class FetchfwPluginHelper:
    """The install service of a plugin; ``root_dir`` is where packages go."""

    PKG_DIR = "pkgs"
    CACHE_DIR = os.path.join("var", "cache")
    INSTALLED_DIR = os.path.join("var", "installed")
    TFTPBOOT_DIR = os.path.join("var", "tftpboot")

    def __init__(self, plugin_dir: str, downloaders: dict[str, Any] | None = None, *_filters: Any) -> None:
        self.downloaders = downloaders or self.new_downloaders()
        self.root_dir = os.path.join(plugin_dir, self.TFTPBOOT_DIR)

    @staticmethod
    def new_handlers(proxies: dict[str, Any] | None = None) -> Handlers:
        return Handlers(proxies or {})

    @staticmethod
    def new_downloaders_from_handlers(handlers: dict[str, Any] | None = None) -> dict[str, Any]:
        handlers = handlers or {}
        return {"auto": handlers, "default": handlers}

    @staticmethod
    def new_downloaders(proxies: dict[str, Any] | None = None) -> dict[str, Any]:
        return FetchfwPluginHelper.new_downloaders_from_handlers(FetchfwPluginHelper.new_handlers(proxies))

    def install(self, pkg_id: str) -> tuple[Deferred, Any]:
        """Fires when the package is installed."""
        return host.current().ask("package_install", {"id": pkg_id}), None

    def upgrade(self, pkg_id: str) -> tuple[Deferred, Any]:
        return host.current().ask("package_upgrade", {"id": pkg_id}), None

    def uninstall(self, pkg_id: str) -> None:
        host.current().ask_now("package_uninstall", {"id": pkg_id})

    def list_installable(self) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = host.current().ask_now("packages_installable", {})
        return found

    def list_installed(self) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = host.current().ask_now("packages_installed", {})
        return found

    def services(self) -> dict[str, Any]:
        return {"install": self}
