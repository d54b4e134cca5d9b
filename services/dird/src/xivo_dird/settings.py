# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that dird can be told; etc/config.yml documents it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import Field
from xivo_base.settings import DaemonSettings, RestApiSettings, StrList

BACKENDS = ["csv", "csv_ws", "ldap", "own_phonebook", "phonebook", "xivo"]
SERVICES = ["favorites", "lookup", "personal", "reverse"]
VIEWS = ["default_json", "personal_view", "phones"]


class DirdRestApiSettings(RestApiSettings):
    port: int = 9489
    wsgi_socket: Path | None = Field(
        default=None, description="of older configurations: read, without effect; the port is served directly"
    )


class Settings(DaemonSettings):
    rest_api: DirdRestApiSettings = DirdRestApiSettings()
    db_uri: str = "postgresql+asyncpg://dird@postgres/dird"
    source_config_dir: Path = Field(default=Path("/etc/xivo-dird/sources.d"), description="a YAML file a source")
    data_dir: Path = Field(
        default=Path("/data"), description="CSV files of directories that confd knows, and authorities/"
    )
    source_timeout: float = Field(
        default=0.5, gt=0, le=30, description="seconds that a source of confd is waited for; files say their own"
    )
    enabled_plugins: dict[str, StrList] = {"backends": BACKENDS, "services": SERVICES, "views": VIEWS}
    views: dict[str, Any] = {}
    services: dict[str, Any] = Field(default={}, description="configuration of the services, by plugin")
    neighbours: dict[str, str] = Field(default={}, description="service name → base URL, over discovery")
