# SPDX-License-Identifier: GPL-3.0-or-later
"""A device of provd in confd's words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xivo_store.listing import Direction, ListParams

from ...edge.links import Links
from ...provisioning.configs import is_autoprov

Document = dict[str, Any]

FIELDS = ("id", "ip", "mac", "sn", "vendor", "model", "version", "plugin", "description", "options")
SORTABLE = ("ip", "mac", "plugin", "model", "vendor", "version")
SEARCHED = ("ip", "mac", "sn", "vendor", "model", "version", "plugin", "description")


def represent(device: Document, template_id: str | None, links: Links) -> Document:
    return {
        **{field: device.get(field) or None for field in FIELDS},
        "template_id": template_id,
        "status": status(device),
        "links": [links.to("devices", device["id"])],
    }


def status(device: Document) -> str:
    if not device.get("configured") or not device.get("config"):
        return "not_configured"
    return "autoprov" if is_autoprov(device["config"]) else "configured"


def selected(devices: Sequence[Document], params: ListParams) -> tuple[list[Document], int]:
    """The page that was asked for, and how many match in all."""
    term = (params.search or "").lower()
    found = [
        device for device in devices if not term or any(term in str(device.get(key) or "").lower() for key in SEARCHED)
    ]
    key = params.order or "id"
    found.sort(
        key=lambda device: (str(device.get(key) or ""), device["id"]), reverse=params.direction is Direction.DESC
    )
    end = None if params.limit is None else params.skip + params.limit
    return found[params.skip : end], len(found)
