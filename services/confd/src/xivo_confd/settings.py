# SPDX-License-Identifier: GPL-3.0-or-later
"""What confd can be told; etc/config.yml documents each key."""

from __future__ import annotations

from pydantic import Field, SecretStr
from xivo_base.settings import (
    BusSettings,
    DaemonSettings,
    ListenerSettings,
    RestApiSettings,
    Section,
    StrList,
)

OPEN_PORT = 9487


class FirstRange(Section):
    start: str
    end: str
    did_length: int | None = None


class FirstData(Section):
    """What an empty system starts with; the wizard asks for the same."""

    entity: str = "xivo"
    language: str = "en_US"
    timezone: str = "Europe/Paris"
    internal_name: str = "Default"
    internal_range: FirstRange = FirstRange(start="1000", end="1999")
    incall_name: str = "Incalls"
    incall_range: FirstRange | None = None
    outcall_name: str = "Outcalls"


class ProvisioningSettings(Section):
    """What phones are told about this system."""

    registrar_main: str = Field(default="asterisk", description="where phones register")
    registrar_backup: str | None = None
    ntp: str | None = None
    http_port: int = 8667
    tftp_port: int = 69


class ConfdSettings(DaemonSettings):
    rest_api: RestApiSettings = RestApiSettings(
        port=9486, extra_listeners=[ListenerSettings(port=OPEN_PORT, trust_loopback=True)]
    )
    bus: BusSettings = BusSettings(username="xivo-confd")
    db_uri: str = "postgresql+asyncpg://confd@postgres/confd"
    db_pool_size: int = Field(default=10, ge=1)
    encryption_keys: StrList = Field(
        default=[], description="passphrases or Fernet keys; the first encrypts, all decrypt"
    )
    reversible_passwords: bool = Field(
        default=True, description="clients of the legacy CTI protocol and readers of users' passwords need it"
    )
    ws_username: str = "admin"
    ws_password: SecretStr | None = None
    languages: StrList = ["de_DE", "en_US", "es_ES", "fr_FR", "fr_CA"]
    autoprov_username: str = "autoprov"
    autoprov_secret: SecretStr = SecretStr("")
    first_data: FirstData = FirstData()
    provisioning: ProvisioningSettings = ProvisioningSettings()
