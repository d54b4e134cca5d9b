# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field
from xivo_base.settings import DaemonSettings, RestApiSettings, StrList


def _daemon_names(value: object) -> object:
    """Environment variables can't hold the dash of `call-logd`."""
    return {str(key).replace("_", "-"): item for key, item in value.items()} if isinstance(value, dict) else value


USER_ACLS = [
    "agid.users.me.faxes.create",
    "agid.users.me.faxes.read",
    "agid.users.me.faxes.*.read",
    "dird.directories.lookup.#",
    "dird.directories.favorites.#",
    "dird.directories.personal.*.read",
    "dird.directories.reverse.*.me.read",
    "dird.personal.#",
]


class Settings(DaemonSettings):
    rest_api: RestApiSettings = RestApiSettings(port=9497)
    db_uri: str = "postgresql+asyncpg://auth@postgres/auth"
    default_token_lifetime: int = Field(default=7200, gt=0, description="seconds")
    enabled_backends: StrList = ["xivo_admin", "xivo_service", "xivo_user"]
    admin_username: str = "admin"
    admin_password: str | None = Field(default=None, description="of the first administrator, at the first start")
    service_passwords: Annotated[dict[str, str], BeforeValidator(_daemon_names)] = Field(
        default={}, description="daemon → password of its account `xivo-<daemon>`"
    )
    user_acls: StrList = Field(default=USER_ACLS, description="what the token of a user may do")
