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
    add_xivo_phonebook_url_from_format(raw_config, _url_format(vendor, entry_point, qs_prefix, qs_suffix, "&"))


def add_xivo_phonebook_url_from_format(raw_config: dict[str, Any], url_format: str) -> None:
    """Set ``XX_xivo_phonebook_url``; the format knows scheme, hostname, port, profile and user_uuid."""
    if place := _place(raw_config, url_format):
        raw_config["XX_xivo_phonebook_url"] = url_format.format(**place)


def add_wazo_phonebook_url_v2(
    raw_config: dict[str, Any], vendor: str, entry_point: str = "input", qs_prefix: str = "", qs_suffix: str = ""
) -> None:
    """Set ``XX_wazo_phonebook_url_v2``, in the form of XML: its templates do not escape it.

    It is the same directory: the ``/v2`` of the successor project is not one that a server here answers.
    """
    url_format = _url_format(vendor, entry_point, qs_prefix, qs_suffix, "&amp;")
    add_wazo_phonebook_url_from_format_v2(raw_config, url_format)


def add_wazo_phonebook_url_from_format_v2(raw_config: dict[str, Any], url_format: str) -> None:
    """Set ``XX_wazo_phonebook_url_v2``; the format knows scheme, hostname, port, profile and user_uuid."""
    if place := _place(raw_config, url_format):
        raw_config["XX_wazo_phonebook_url_v2"] = url_format.format(**place)


def add_wazo_phoned_user_service_url(raw_config: dict[str, Any], vendor: str, service_name: str) -> None:
    """Nothing: no server here answers ``/0.1/<vendor>/users/<uuid>/services/<name>/{enable,disable}``.

    A key with a URL that nobody answers is worse than none; phones dial the star codes of these services.
    """


def _url_format(vendor: str, entry_point: str, qs_prefix: str, qs_suffix: str, separator: str) -> str:
    parts = (qs_prefix, "xivo_user_uuid={user_uuid}", qs_suffix)
    query = separator.join(part.strip("?&") for part in parts if part)
    return f"{{scheme}}://{{hostname}}:{{port}}/0.1/directories/{entry_point}/{{profile}}/{vendor}?{query}"


def _place(raw_config: dict[str, Any], url_format: str) -> dict[str, Any] | None:
    """None without a server, and without a user where the user is part of the path."""
    hostname, user_uuid = raw_config.get("X_xivo_phonebook_ip"), raw_config.get("X_xivo_user_uuid") or ""
    if not hostname or (not user_uuid and "{user_uuid}" in url_format.partition("?")[0]):
        return None
    scheme = raw_config.get("X_xivo_phonebook_scheme") or "http"
    return {
        "scheme": scheme,
        "hostname": f"[{hostname}]" if ":" in hostname else hostname,
        "port": raw_config.get("X_xivo_phonebook_port") or (443 if scheme == "https" else 80),
        "profile": quote(raw_config.get("X_xivo_phonebook_profile") or _PROFILE),
        "user_uuid": quote(user_uuid),
    }
