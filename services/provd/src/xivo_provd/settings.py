# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import ipaddress
import re
from pathlib import Path

from pydantic import Field, field_validator
from xivo_base.settings import DaemonSettings, RestApiSettings, Section, StrList
from xivo_store import Keyring

from .plugin.signing import public_key

PROVISIONING_KEY = re.compile(r"^[A-Za-z0-9_-]{8,64}$")


class PhoneSettings(Section):
    """Where phones come in, what they must bring, and what they are told."""

    host: str = "0.0.0.0"
    http_port: int = 8667
    tftp_port: int = 69
    advertised_host: str | None = Field(
        default=None, description="this server for phones, where no config says it (ip); else as the phone calls it"
    )
    advertised_http_port: int = Field(default=8667, description="as phones see it")
    advertised_tftp_port: int = Field(default=69, description="as phones see it")
    require_key: bool = Field(
        default=True, description="secrets leave by HTTP only at URLs with the key: http://<host>:8667/<key>/"
    )
    tftp_networks: StrList = Field(
        default=[
            "10.0.0.0/8",
            "172.16.0.0/12",
            "192.168.0.0/16",
            "169.254.0.0/16",
            "127.0.0.0/8",
            "fc00::/7",
            "fe80::/10",
            "::1/128",
        ],
        description="the phones' networks: TFTP, which knows no key, answers them alone",
    )
    trusted_proxies: StrList = Field(
        default=[], description="networks of proxies whose X-Forwarded-For and X-Client-Certificate count"
    )
    header_seconds: int = Field(default=10, gt=0, description="for a request's head to arrive")
    connection_seconds: int = Field(default=900, gt=0, description="for whatever is done on one connection")
    connections: int = Field(default=3000, gt=0, description="at once")
    connections_per_address: int = Field(default=200, gt=0, description="at once")


class GuardSettings(Section):
    """From when an address is banned, by what it did within the window."""

    window_seconds: int = Field(default=600, gt=0)
    ban_seconds: int = Field(default=900, gt=0)
    new_devices: int = Field(default=10, gt=0, description="unknown phones within a minute")
    new_devices_unproven: int = Field(
        default=200, gt=0, description="unknown phones by DHCP and TFTP, which can be forged, within a minute in all"
    )
    guesses: int = Field(default=12, gt=0, description="MAC addresses of no phone, in the names of files")
    denied: int = Field(default=12, gt=0, description="requests for what belongs to another phone")
    not_found: int = Field(default=400, gt=0, description="files that do not exist")
    behind_nat: int = Field(
        default=20, gt=0, description="so many times new_devices and not_found, with the parameter NAT"
    )


class PluginSettings(Section):
    directory: Path = Path("/var/lib/xivo-provd/plugins")
    bundled: Path = Field(default=Path("/usr/share/xivo-provd/plugins"), description="plugins of this release")
    first: StrList = Field(
        default=["xivo-yealink-v80", "xivo-yealink-72.0", "xivo-snom-8.7.5.17"],
        description="bundled plugins to install at the first start",
    )
    server: str = Field(
        default="file:///usr/share/xivo-provd/plugins",
        description="default of the plugin_server parameter: http, https or file URL",
    )
    repository_keys: StrList = Field(
        default=[],
        description="Ed25519 public keys (base64): a web repository must be signed by one; none: any is taken",
    )

    @field_validator("repository_keys")
    @classmethod
    def _keys_are_public_keys(cls, value: list[str]) -> list[str]:
        for key in value:
            public_key(key)
        return value


class Settings(DaemonSettings):
    rest_api: RestApiSettings = RestApiSettings(port=8666, trust_loopback=True)
    db_uri: str = "postgresql+asyncpg://provd@postgres/provd"
    encryption_keys: StrList = Field(
        default=[], description="the first encrypts, all decrypt; without one, secrets are lost at each restart"
    )
    cache_directory: Path = Path("/var/lib/xivo-provd/cache")
    phones: PhoneSettings = PhoneSettings()
    guard: GuardSettings = GuardSettings()
    plugins: PluginSettings = PluginSettings()

    @field_validator("encryption_keys")
    @classmethod
    def _keys_are_usable(cls, value: list[str]) -> list[str]:
        if value:
            Keyring(value)
        return value

    @field_validator("phones")
    @classmethod
    def _addresses_are_such(cls, value: PhoneSettings) -> PhoneSettings:
        ipaddress.ip_address(value.host)
        for network in (*value.tftp_networks, *value.trusted_proxies):
            ipaddress.ip_network(network)
        return value
