# SPDX-License-Identifier: GPL-3.0-or-later
"""`configs`, `plugins` and `parameters`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from xivo_clients.provd import Document, SyncPackages, SyncProvdClient

from .progress import Progress


class Config:
    def __init__(self, client: SyncProvdClient, config_id: str) -> None:
        self._client = client
        self.id = config_id

    def get(self) -> Document:
        """Its own values."""
        return self._client.config(self.id)

    def get_raw(self) -> Document:
        """Merged with those of all ancestors."""
        return self._client.raw_config(self.id)

    def update(self, document: Document) -> None:
        """The whole document; every device that inherits from it is reconfigured."""
        self._client.update_config({**document, "id": self.id})

    def remove(self) -> None:
        self._client.remove_config(self.id)

    def __repr__(self) -> str:
        return f"<config {self.id}>"


class Configs:
    """`configs['<id>']` is one of them."""

    def __init__(self, client: SyncProvdClient) -> None:
        self._client = client

    def find(self, selector: Mapping[str, Any] | None = None) -> list[Document]:
        return self._client.configs(selector)

    def keys(self) -> list[str]:
        return [config["id"] for config in self._client.configs(fields="id", sort="id")]

    def add(self, config: Document) -> Config:
        return self[self._client.add_config(config)]

    def autocreate(self) -> Config:
        return self[self._client.autocreate_config()]

    def __getitem__(self, config_id: str) -> Config:
        return Config(self._client, config_id)

    def __iter__(self) -> Iterator[str]:
        return iter(self.keys())

    def __repr__(self) -> str:
        return "\n".join(self.keys())


class Packages:
    """What an installation service installs: plugins, or the firmware and languages of one."""

    def __init__(self, service: SyncPackages) -> None:
        self._service = service

    def installed(self) -> dict[str, Document]:
        return self._service.installed()

    def installable(self) -> dict[str, Document]:
        return self._service.installable()

    def install(self, package_id: str, confirmed: bool = False) -> None:
        """What a package wants accepted first is its `confirm`. Raises OperationFailed."""
        self._service.install(package_id, Progress(f"install {package_id}").watch, confirmed=confirmed)

    def upgrade(self, package_id: str, confirmed: bool = False) -> None:
        """Raises OperationFailed."""
        self._service.upgrade(package_id, Progress(f"upgrade {package_id}").watch, confirmed=confirmed)

    def uninstall(self, package_id: str) -> None:
        self._service.uninstall(package_id)

    def update(self) -> None:
        """Ask the repository what there is. Raises OperationFailed."""
        self._service.update(Progress("update").watch)

    def install_all(self) -> list[str]:
        """Whatever is not installed and wants nothing confirmed; what that was. Raises OperationFailed."""
        offered = {name for name, package in self.installable().items() if not package.get("confirm")}
        missing = sorted(offered - set(self.installed()))
        for package_id in missing:
            self.install(package_id)
        return missing


class Plugin:
    """An installed plugin; its packages are firmware and languages."""

    def __init__(self, client: SyncProvdClient, plugin_id: str) -> None:
        self._client = client
        self.id = plugin_id

    def info(self) -> Document:
        return self._client.plugin_info(self.id)

    def reload(self) -> None:
        """Import its code and templates again."""
        self._client.reload_plugin(self.id)

    def installed(self) -> dict[str, Document]:
        return self._packages().installed()

    def installable(self) -> dict[str, Document]:
        return self._packages().installable()

    def install(self, package_id: str, confirmed: bool = False) -> None:
        """With `confirmed=True` what wants something accepted first: see `confirm` in `installable()`."""
        self._packages().install(package_id, confirmed)

    def install_all(self) -> list[str]:
        """All its firmware and languages that are not installed and want nothing confirmed; which ones."""
        return self._packages().install_all()

    def upgrade(self, package_id: str, confirmed: bool = False) -> None:
        self._packages().upgrade(package_id, confirmed)

    def uninstall(self, package_id: str) -> None:
        self._packages().uninstall(package_id)

    def _packages(self) -> Packages:
        service = self._client.packages_of(self.id)
        if service is None:
            raise LookupError(f"plugin {self.id} has no packages")
        return Packages(service)

    def __repr__(self) -> str:
        return f"<plugin {self.id}>"


class Plugins(Packages):
    """`plugins['<id>']` is an installed one."""

    def __init__(self, client: SyncProvdClient) -> None:
        super().__init__(client.packages())
        self._client = client

    def reload(self, plugin_id: str) -> None:
        """Import the plugin's code and templates again."""
        self._client.reload_plugin(plugin_id)

    def keys(self) -> list[str]:
        return sorted(self._client.plugins())

    def __getitem__(self, plugin_id: str) -> Plugin:
        if plugin_id not in self._client.plugins():
            raise LookupError(f"plugin {plugin_id} is not installed")
        return Plugin(self._client, plugin_id)

    def __iter__(self) -> Iterator[str]:
        return iter(self.keys())

    def __repr__(self) -> str:
        return "\n".join(self.keys())


class Parameters:
    """`parameters['NAT'] = 1`"""

    def __init__(self, client: SyncProvdClient) -> None:
        self._client = client

    def keys(self) -> list[str]:
        return list(self._client.parameters())

    def __getitem__(self, name: str) -> Any:
        return self._client.parameter(name)

    def __setitem__(self, name: str, value: Any) -> None:
        self._client.set_parameter(name, value)

    def __iter__(self) -> Iterator[str]:
        return iter(self.keys())

    def __repr__(self) -> str:
        return "\n".join(f"{name} = {value!r}" for name, value in self._client.parameters().items())
