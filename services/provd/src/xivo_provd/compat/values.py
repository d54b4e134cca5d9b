# SPDX-License-Identifier: GPL-3.0-or-later
"""The values of a phone in the form that plugins of the successor project know: what is not set is not there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..plugin.base import RawConfig

_ASSUMED: RawConfig = {
    "config_version": 1,
    "funckeys": {},
    "sccp_call_managers": {},
    "sip_lines": {},
    "sip_srtp_mode": "disabled",
    "sip_transport": "udp",
    "syslog_level": "warning",
    "syslog_port": 514,
}
"""What these plugins read without asking whether it is there. From version 1 on phones ask the directory server."""

_SWITCHES = ("dns_enabled", "ntp_enabled", "syslog_enabled", "vlan_enabled")
_SERVERS_WITH_PORTS = ("backup_registrar", "backup_proxy", "outbound_proxy")


def foreign_values(raw_config: RawConfig) -> RawConfig:
    """A copy, without the installation's key: it is put behind the server's URL in the files that plugins make."""
    values: RawConfig = {**_ASSUMED, **_without_none(raw_config)}
    values.pop("provisioning_key", None)
    values.setdefault("protocol", "SCCP" if values["sccp_call_managers"] else "SIP")
    values["http_base_url"] = f"http://{values.get('ip')}:{values.get('http_port')}"
    for switch in _SWITCHES:
        if not values.get(switch):
            values.pop(switch, None)
    for line in values["sip_lines"].values():
        for server in _SERVERS_WITH_PORTS:
            if f"{server}_ip" not in line:
                line.pop(f"{server}_port", None)
    for key in values["funckeys"].values():
        key.setdefault("line", 1)
        key.setdefault("label", key.get("value", ""))
    return values


def _without_none(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _without_none(item) for key, item in value.items() if item is not None}
    return [_without_none(item) for item in value] if isinstance(value, list) else value
