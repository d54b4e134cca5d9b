# SPDX-License-Identifier: GPL-3.0-or-later
"""Which servers a telephone is told of, in provd's words."""

from __future__ import annotations

from ..resources.registrars.model import Registrar
from ..settings import ProvisioningSettings

Servers = dict[str, str | int]

KEYS = tuple(
    f"{server}_{what}"
    for server in ("registrar", "proxy", "backup_registrar", "backup_proxy", "outbound_proxy")
    for what in ("ip", "port")
)


def servers(registrar: Registrar, here: ProvisioningSettings) -> Servers:
    """Where a registrar says nothing it is this system; a proxy that is not named is the registrar."""
    main = registrar.main_host or here.registrar_main
    backup = registrar.backup_host or (None if registrar.main_host else here.registrar_backup)
    found: dict[str, str | int | None] = {
        "registrar_ip": main,
        "registrar_port": registrar.main_port,
        "backup_registrar_ip": backup,
        "backup_registrar_port": registrar.backup_port,
        "outbound_proxy_ip": registrar.outbound_proxy_host,
        "outbound_proxy_port": registrar.outbound_proxy_port,
    }
    for prefix, host, port in (
        ("", registrar.proxy_main_host, registrar.proxy_main_port),
        ("backup_", registrar.proxy_backup_host, registrar.proxy_backup_port),
    ):
        found[f"{prefix}proxy_ip"] = host or found[f"{prefix}registrar_ip"]
        found[f"{prefix}proxy_port"] = port if host else found[f"{prefix}registrar_port"]
    return {key: value for key, value in found.items() if value is not None}
