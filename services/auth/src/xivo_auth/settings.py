# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, SecretStr
from xivo_base.settings import DaemonSettings, RestApiSettings, Section, StrList

from .acl_lists import user_acls


def _daemon_names(value: object) -> object:
    """Environment variables can't hold the dash of `call-logd`."""
    return {str(key).replace("_", "-"): item for key, item in value.items()} if isinstance(value, dict) else value


class LdapSettings(Section):
    """Of the back-end `ldap_user`."""

    uri: str = Field(default="", description="ldap://host:port or ldaps://host:port")
    start_tls: bool = False
    verify_certificate: bool = True
    ca_file: Path | None = Field(default=None, description="instead of the system's authorities")
    bind_dn: str = Field(default="", description="who searches; empty: nobody in particular")
    bind_password: SecretStr = SecretStr("")
    user_base_dn: str = ""
    user_login_attribute: str = Field(default="uid", pattern=r"^[A-Za-z][A-Za-z0-9-]*$")
    user_filter: str = Field(default="", description="who else does not get in: (memberOf=cn=phones,dc=example)")
    user_match: str = Field(
        default="username",
        pattern=r"^(username|email|none)$",
        description="how the entry's user is found: his username is the login, his mailbox has the entry's address, "
        "or anybody of the directory gets in",
    )
    user_email_attribute: str = Field(default="mail", pattern=r"^[A-Za-z][A-Za-z0-9-]*$")
    user_id_attribute: str = Field(
        default="entryUUID",
        pattern=r"^[A-Za-z][A-Za-z0-9-]*$",
        description="what identifies who is no user: entryUUID, objectGUID",
    )
    timeout: float = Field(default=0.8, gt=0, description="seconds for the whole exchange with the server")


class ThrottleSettings(Section):
    """Of one account at one address."""

    failures: int = Field(default=5, ge=1)
    window: float = Field(default=60, gt=0, description="seconds")


class AuditSettings(Section):
    days_to_keep: int = Field(default=90, ge=1)


class Settings(DaemonSettings):
    rest_api: RestApiSettings = RestApiSettings(port=9497)
    db_uri: str = "postgresql+asyncpg://auth@postgres/auth"
    default_token_lifetime: int = Field(default=7200, gt=0, description="seconds")
    session_limit: int = Field(
        default=1000, ge=0, description="tokens that an account may have at once, the oldest ends; 0: any number"
    )
    login_timeout: float = Field(default=0.95, gt=0, description="seconds until a login is answered 503")
    throttle: ThrottleSettings = ThrottleSettings()
    audit: AuditSettings = AuditSettings()
    enabled_backends: StrList = ["xivo_admin", "xivo_service", "xivo_user"]
    ldap: LdapSettings = LdapSettings()
    backends: dict[str, dict[str, Any]] = Field(default={}, description="back-end → what it wants to be told")
    admin_username: str = "admin"
    admin_password: str | None = Field(default=None, description="of the first administrator, at the first start")
    service_passwords: Annotated[dict[str, str], BeforeValidator(_daemon_names)] = Field(
        default={}, description="daemon → password of its account `xivo-<daemon>`"
    )
    user_acls: StrList = Field(default_factory=user_acls, description="what the token of a user may do")
