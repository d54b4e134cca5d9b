# SPDX-License-Identifier: GPL-3.0-or-later
"""URLs of the directory for a phone; without a server address there are none."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

_PROFILE = "default"


def add_xivo_phonebook_url(
    raw_config: dict[str, Any], vendor: str, entry_point: str = "input", qs_prefix: str = "", qs_suffix: str = ""
) -> None:
    """Set ``XX_xivo_phonebook_url``: ``/0.1/directories/<entry point>/<profile>/<vendor>`` of the directory server."""
    query = "&".join(part.strip("?&") for part in (qs_prefix, "xivo_user_uuid={user_uuid}", qs_suffix) if part)
    add_xivo_phonebook_url_from_format(
        raw_config, f"{{scheme}}://{{hostname}}:{{port}}/0.1/directories/{entry_point}/{{profile}}/{vendor}?{query}"
    )


def add_xivo_phonebook_url_from_format(raw_config: dict[str, Any], url_format: str) -> None:
    """Set ``XX_xivo_phonebook_url``; the format knows scheme, hostname, port, profile and user_uuid."""
    if place := _place(raw_config):
        raw_config["XX_xivo_phonebook_url"] = url_format.format(**place)


def add_wazo_phoned_user_service_url(raw_config: dict[str, Any], vendor: str, service_name: str) -> None:
    """Nothing: no server here answers ``/0.1/<vendor>/users/<uuid>/services/<name>/{enable,disable}``.

    A key with a URL that nobody answers is worse than none; phones dial the star codes of these services.
    """


def _place(raw_config: dict[str, Any]) -> dict[str, Any] | None:
    hostname = raw_config.get("X_xivo_phonebook_ip")
    if not hostname:
        return None
    scheme = raw_config.get("X_xivo_phonebook_scheme") or "http"
    return {
        "scheme": scheme,
        "hostname": f"[{hostname}]" if ":" in hostname else hostname,
        "port": raw_config.get("X_xivo_phonebook_port") or (443 if scheme == "https" else 80),
        "profile": quote(raw_config.get("X_xivo_phonebook_profile") or _PROFILE),
        "user_uuid": quote(raw_config.get("X_xivo_user_uuid") or ""),
    }
