# SPDX-License-Identifier: GPL-3.0-or-later
"""`devices`: one, some or all of them, and what may be done to them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import httpx
from xivo_clients.provd import Document, OperationFailed, SyncProvdClient

from .progress import Progress

_IDS_AT_ONCE = 50


class Device:
    """One device; its fields are read anew each time."""

    def __init__(self, devices: Devices, device_id: str) -> None:
        self._devices = devices
        self.id = device_id

    def get(self) -> Document:
        return self._devices.client.device(self.id)

    def update(self, **fields: Any) -> None:
        """Change these fields; None takes one away."""
        document = {**self.get(), **fields}
        self._devices.client.update_device({key: value for key, value in document.items() if value is not None})

    def remove(self) -> None:
        self._devices.client.remove_device(self.id)

    def reconfigure(self) -> None:
        """Write its files anew, without telling the telephone."""
        self._devices.client.reconfigure(self.id)

    def synchronize(self) -> None:
        """Make the telephone fetch its files. Raises OperationFailed."""
        self._devices.client.synchronize(self.id)

    def autoprov(self) -> None:
        """Take its lines away: it becomes a telephone that waits for a provisioning code."""
        answer = self._devices.confd.get(f"/1.1/devices/{self.id}/autoprov")
        answer.raise_for_status()

    def __repr__(self) -> str:
        return _table([self.get()])


class DeviceGroup:
    """The devices that a selector finds, whenever it is asked."""

    def __init__(self, devices: Devices, selector: Mapping[str, Any]) -> None:
        self._devices = devices
        self.selector = dict(selector)

    def get(self) -> list[Document]:
        return self._devices.client.devices(self.selector, sort="mac")

    def ids(self) -> list[str]:
        return [document["id"] for document in self._devices.client.devices(self.selector, fields="id")]

    def count(self) -> int:
        return len(self.ids())

    def reconfigure(self) -> None:
        """Write their files anew, without telling the telephones.

        Raises OperationFailed, after all of them, when templates do not render.
        """
        ids = self.ids()
        progress = Progress("reconfigure", len(ids))
        reasons: dict[str, None] = {}
        for device_id in ids:
            try:
                self._devices.client.reconfigure(device_id)
            except httpx.HTTPStatusError as error:
                if error.response.status_code != httpx.codes.CONFLICT:
                    raise
                reasons[str(error.response.json()["error"])] = None
            progress.step()
        progress.end()
        if reasons:
            raise OperationFailed("; ".join(reasons))

    def synchronize(self, per_second: int = 20) -> None:
        """Make the telephones fetch their files, some a second. Raises OperationFailed with those that did not."""
        self._devices.client.synchronize_many(self.selector, per_second, Progress("synchronize").watch)

    def autoprov(self) -> None:
        for device_id in self.ids():
            self._devices[device_id].autoprov()

    def remove(self) -> None:
        for device_id in self.ids():
            self._devices.client.remove_device(device_id)

    def __iter__(self) -> Iterator[Device]:
        return iter([Device(self._devices, device_id) for device_id in self.ids()])

    def __len__(self) -> int:
        return self.count()

    def __repr__(self) -> str:
        return _table(self.get())


class Devices(DeviceGroup):
    """All devices; `devices['<id>']` is one of them."""

    def __init__(self, client: SyncProvdClient, confd: httpx.Client) -> None:
        super().__init__(self, {})
        self.client = client
        self.confd = confd

    def find(self, selector: Mapping[str, Any]) -> DeviceGroup:
        """By a selector such as `{"vendor": "Yealink"}`."""
        return DeviceGroup(self, selector)

    def using_plugin(self, plugin_id: str) -> DeviceGroup:
        return self.find({"plugin": plugin_id})

    def using_mac(self, mac: str) -> DeviceGroup:
        """With or without separators, in any case. Raises ValueError."""
        return self.find({"mac": normal_mac(mac)})

    def using_ip(self, ip: str) -> DeviceGroup:
        return self.find({"ip": ip})

    def using_config(self, config_id: str) -> DeviceGroup:
        return self.find({"config": config_id})

    def add(self, device: Document) -> Device:
        return self[self.client.add_device(device)]

    def keys(self) -> list[str]:
        return self.ids()

    def __getitem__(self, device_id: str) -> Device:
        return Device(self, device_id)


class Helpers:
    """What goes over many devices, or over everything."""

    def __init__(self, devices: Devices) -> None:
        self._devices = devices
        self._client = devices.client

    def mass_update_devices_plugin(self, old_plugin: str, new_plugin: str, synchronize: bool = False) -> None:
        """Give the devices of a plugin to another one, and restart them if wanted."""
        if new_plugin not in [*self._client.plugins(), "null"]:
            raise LookupError(f"plugin {new_plugin} is not installed")
        documents = self._devices.using_plugin(old_plugin).get()
        progress = Progress("update", len(documents))
        for document in documents:
            self._client.update_device({**document, "plugin": new_plugin})
            progress.step()
        progress.end()
        if synchronize:
            self.mass_synchronize([document["id"] for document in documents])

    def mass_synchronize(self, device_ids: list[str] | None = None, per_second: int = 20) -> None:
        """These devices, or all that are configured. Raises OperationFailed when one was not synchronised."""
        if device_ids is None:
            self._devices.find({"configured": True}).synchronize(per_second)
            return
        failures: list[str] = []
        for start in range(0, len(device_ids), _IDS_AT_ONCE):
            some = device_ids[start : start + _IDS_AT_ONCE]
            try:
                self._devices.find({"id": {"$in": some}}).synchronize(per_second)
            except OperationFailed as error:
                failures.append(str(error))
        if failures:
            raise OperationFailed("; ".join(failures))

    def remove_transient_configs(self) -> list[str]:
        """Automatic configs that no device uses any more; which ones."""
        used = {document.get("config") for document in self._client.devices(fields="config")}
        unused = [config["id"] for config in self._client.configs({"transient": True}) if config["id"] not in used]
        for config_id in unused:
            self._client.remove_config(config_id)
        return unused


def normal_mac(text: str) -> str:
    digits = re.sub(r"[\s:.-]", "", text).lower()
    if not re.fullmatch(r"[0-9a-f]{12}", digits):
        raise ValueError(f"{text!r} is not a MAC address")
    return ":".join(digits[start : start + 2] for start in range(0, 12, 2))


_COLUMNS = ("id", "mac", "ip", "vendor", "model", "version", "plugin", "config", "configured")


def _table(documents: list[Document]) -> str:
    rows = [_COLUMNS, *([str(document.get(name, "")) for name in _COLUMNS] for document in documents)]
    widths = [max(len(row[index]) for row in rows) for index in range(len(_COLUMNS))]
    lines = ["  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join(lines)
