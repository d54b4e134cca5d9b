# SPDX-License-Identifier: GPL-3.0-or-later
"""A device of provd in confd's words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from xivo_store.listing import Direction, ListParams

from ...edge.links import Links
from ...provisioning.configs import is_autoprov

FIELDS = ("id", "ip", "mac", "sn", "vendor", "model", "version", "plugin", "description", "options")
SORTABLE = ("ip", "mac", "plugin", "model", "vendor", "version")
_SEARCHED = ("id", "ip", "mac", "sn", "vendor", "model", "version", "plugin", "description")


@dataclass(frozen=True, slots=True)
class Device:
    """What provd holds of a device, and the template that its configuration is built on."""

    document: dict[str, Any]
    template_id: str | None

    @property
    def id(self) -> str:
        return str(self.document["id"])

    @property
    def status(self) -> str:
        config_id = self.document.get("config")
        if not self.document.get("configured") or not config_id:
            return "not_configured"
        return "autoprov" if is_autoprov(config_id) else "configured"

    def text(self, field: str) -> str:
        return str(self.document.get(field) or "")

    def contains(self, term: str) -> bool:
        texts = (*(self.text(field) for field in _SEARCHED), self.template_id or "", self.status)
        return any(term in text.lower() for text in texts)


def represent(device: Device, links: Links) -> dict[str, Any]:
    view = {field: _or_none(device.document.get(field)) for field in FIELDS}
    view["options"] = view["options"] if isinstance(view["options"], dict) else None
    return {
        **view,
        "template_id": device.template_id,
        "status": device.status,
        "links": [links.to("devices", device.id)],
    }


def selected(devices: Sequence[Device], params: ListParams) -> tuple[list[Device], int]:
    """The page that was asked for, and how many match in all."""
    term = (params.search or "").lower()
    found = [device for device in devices if not term or device.contains(term)]
    order = params.order or "id"
    found.sort(key=lambda device: (device.text(order), device.id), reverse=params.direction is Direction.DESC)
    end = None if params.limit is None else params.skip + params.limit
    return found[params.skip : end], len(found)


def _or_none(value: Any) -> Any:
    return None if value == "" else value
