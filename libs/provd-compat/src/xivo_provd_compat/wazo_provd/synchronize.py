# SPDX-License-Identifier: GPL-3.0-or-later
"""Telling a phone to fetch its files again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .. import host
from ..twisted.internet.defer import Deferred

ExtraVars = Mapping[str, str] | Iterable[str | tuple[str, str]] | None


def standard_sip_synchronize(
    device: dict[str, Any], event: str = "check-sync", extra_vars: ExtraVars = None
) -> Deferred:
    """Fires when the SIP NOTIFY is sent; the daemon sends it, to the device that is being synchronised."""
    return host.current().ask(
        "notify", {"device_id": device.get("id"), "event": event, "extra_vars": list(_pairs(extra_vars))}
    )


def _pairs(extra_vars: ExtraVars) -> Iterable[tuple[str, str]]:
    """``{"Content": "x"}``, ``["Content=x"]`` and ``[("Content", "x")]`` mean the same."""
    if isinstance(extra_vars, Mapping):
        extra_vars = list(extra_vars.items())
    for item in extra_vars or ():
        name, value = item.split("=", 1) if isinstance(item, str) else item
        yield str(name), str(value)
