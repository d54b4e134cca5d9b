# SPDX-License-Identifier: GPL-3.0-or-later
"""What administrators configure in confd, as sources and profiles: pure translation.

A definition makes a source, a line of directory contexts a profile with the context's name (ADM-163 to ADM-173).
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from .displays import Column, Display
from .personal.service import SOURCE as PERSONAL
from .profiles import Profile
from .services.reverse import DEFAULT_PROFILE

Config = dict[str, Any]
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

PHONES = "__phones"
"""The profile of telephones: the phonebook and the LDAP filters chosen for them (ADM-055, ADM-163)."""
AUTHORITIES = "authorities"
"""In the folder of data: certificates of those who sign for LDAP servers, beside the public ones (SYS-104)."""
PHONEBOOK_PATH = "/service/ipbx/json.php/restricted/pbx_services/phonebook"
_PHONEBOOK_NUMBERS = {
    "phone": "phonebooknumber.office.number",
    "mobile": "phonebooknumber.mobile.number",
    "home": "phonebooknumber.home.number",
    "other": "phonebooknumber.other.number",
}
_PRIVATE = tuple(
    ipaddress.ip_network(text)
    for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "fc00::/7", "fe80::/10", "::1/128")
)


@dataclass(frozen=True)
class Office:
    """``networks``: from where telephones may search; from nowhere else if an administrator ``chose_networks``."""

    sources: Mapping[str, Config] = field(default_factory=dict)
    profiles: Mapping[str, Profile] = field(default_factory=dict)
    networks: Sequence[Network] = _PRIVATE
    chose_networks: bool = False


def translate(configuration: Mapping[str, Any], data: Path, seconds: float) -> Office:
    """``configuration`` is confd's `/directory_configuration`; ``data`` the folder of CSV files and `authorities`."""
    definitions = {definition["id"]: definition for definition in configuration["directory_definitions"]}
    sources = {
        definition["name"]: config
        for definition in definitions.values()
        if (config := _source(definition, configuration, data)) is not None
    }
    reverse = [
        definitions[identifier]["name"]
        for identifier in configuration["reverse_directories"]["directories"]
        if identifier in definitions and "reverse" in _fields(definitions[identifier])
    ]
    displays = {display["id"]: _display(display) for display in configuration["displays"]}
    profiles = {DEFAULT_PROFILE: Profile((), {"reverse": [PERSONAL, *reverse]}, seconds)}
    for line in configuration["directory_contexts"]:
        searched = [*(definitions[found]["name"] for found in line["directories"] if found in definitions), PERSONAL]
        names = {"lookup": searched, "favorites": searched, "reverse": [PERSONAL, *reverse]}
        profiles[line["context"]] = Profile(displays.get(line["display_id"], ()), names, seconds)
    phones = _phones(configuration, data)
    sources.update(phones)
    profiles[PHONES] = Profile((), {"lookup": list(phones)}, seconds)
    networks = configuration["phonebook_general"]["allowed_networks"]
    allowed = tuple(ipaddress.ip_network(text, strict=False) for text in networks)
    return Office(sources, profiles, allowed or _PRIVATE, bool(allowed))


def _fields(definition: Mapping[str, Any]) -> dict[str, str]:
    return {mapped["fieldname"]: mapped["value"] for mapped in definition["fields"]}


def _source(definition: Mapping[str, Any], configuration: Mapping[str, Any], data: Path) -> Config | None:
    """None if what it refers to is not there."""
    source, fields = definition["source"], _fields(definition)
    columns: Config = {
        "name": definition["name"],
        "searched_columns": definition["match_direct"],
        # CC-037: a column that is mapped to nothing matches nothing
        "first_matched_columns": [name for name in definition["match_reverse"] if name in fields.values()],
        "display_fields": fields,
    }
    match source["type"]:
        case "phonebook":
            return {**columns, "type": "own_phonebook", "unique_column": "phonebook.id"}
        case "users":
            return {**columns, "type": "xivo", "unique_column": "id"}
        case "ldap_filter":
            found = _one(configuration["ldap_filters"], source["ldap_filter_id"])
            server = _one(configuration["ldap_servers"], found["ldap_server_id"]) if found else None
            return {**columns, **_ldap(found, server, data)} if found and server else None
        case _:
            directory = _one(configuration["directories"], source["directory_id"])
            return {**columns, **_directory(definition, directory, data)} if directory else None


def _one(things: Sequence[Mapping[str, Any]], identifier: int) -> Mapping[str, Any] | None:
    return next((thing for thing in things if thing["id"] == identifier), None)


def _directory(definition: Mapping[str, Any], directory: Mapping[str, Any], data: Path) -> Config:
    uri = str(directory["uri"]).rstrip("/")
    match directory["type"]:
        case "file":
            return {"type": "csv", "file": str(data / Path(uri).name), "delimiter": definition["delimiter"]}
        case "webservices":
            return {
                "type": "csv_ws",
                "lookup_url": _asking(uri, definition["match_direct"]),
                "reverse_url": _asking(uri, definition["match_reverse"]),
                "first_matched_columns": definition["match_reverse"],
                "delimiter": definition["delimiter"],
            }
        case "phonebook":
            url = uri if urlsplit(uri).path else uri + PHONEBOOK_PATH
            return {
                "type": "phonebook",
                "unique_column": "phonebook.id",
                "phonebook_url": url,
                "phonebook_username": directory["username"],
                "phonebook_password": directory["password"],
            }
        case _:
            return {"type": "xivo", "unique_column": "id", "confd_config": _confd(uri, directory)}


def _confd(uri: str, directory: Mapping[str, Any]) -> Config:
    parts = urlsplit(uri)
    return {
        "https": parts.scheme == "https",
        "host": parts.hostname,
        "port": parts.port or 9486,
        "username": directory["username"],
        "password": directory["password"],
    }


def _asking(uri: str, parameters: Sequence[str]) -> str:
    """ADM-169: the parameters' names are what is matched."""
    between = "&" if urlsplit(uri).query else "?"
    return uri + between + "&".join(f"{parameter}={{term}}" for parameter in parameters) if parameters else uri


def _ldap(found: Mapping[str, Any], server: Mapping[str, Any], data: Path) -> Config:
    secure = server["security_layer"] == "ssl"
    host = f"[{server['host']}]" if ":" in server["host"] else server["host"]
    return {
        "type": "ldap",
        "ldap_uri": f"{'ldaps' if secure else 'ldap'}://{host}:{server['port']}",
        "ldap_start_tls": server["security_layer"] == "tls",
        "ldap_base_dn": found["base_dn"],
        "ldap_username": found["username"],
        "ldap_password": found["password"],
        "ldap_custom_filter": found["filter"],
        "ldap_network_timeout": 0.3,
        "ldap_ca_folder": str(data / AUTHORITIES),
        "unique_column": "id",
        "first_of": {
            "id": ["entryUUID", "objectGUID"],  # of OpenLDAP and others, of Active Directory
            "name": found["display_names"],
            "number": found["phone_numbers"],
        },
    }


def _display(display: Mapping[str, Any]) -> Display:
    return tuple(
        Column(
            title=column["title"] or None,
            type=column["type"] or None,
            default=column["default"] or None,
            format=column["format"],
        )
        for column in display["columns"]
    )


def _phones(configuration: Mapping[str, Any], data: Path) -> dict[str, Config]:
    """Their entries have ``name`` and one or more numbers, by kind."""
    phonebook: Config = {
        "name": f"{PHONES}_phonebook",
        "type": "own_phonebook",
        "unique_column": "phonebook.id",
        "searched_columns": [
            *("phonebook.displayname", "phonebook.firstname", "phonebook.lastname", "phonebook.society"),
            *_PHONEBOOK_NUMBERS.values(),
        ],
        "display_fields": {"name": "phonebook.displayname", **_PHONEBOOK_NUMBERS},
    }
    found = {phonebook["name"]: phonebook}
    for identifier in configuration["phonebook_general"]["ldap_filters"]:
        ldap_filter = _one(configuration["ldap_filters"], identifier)
        server = _one(configuration["ldap_servers"], ldap_filter["ldap_server_id"]) if ldap_filter else None
        if ldap_filter and server:
            name = f"{PHONES}_{ldap_filter['name']}"
            searched = [*ldap_filter["display_names"], *ldap_filter["phone_numbers"]]
            kind = {"office": "phone"}.get(ldap_filter["number_type"], ldap_filter["number_type"])
            found[name] = {
                **_ldap(ldap_filter, server, data),
                "name": name,
                "searched_columns": searched,
                "display_fields": {kind or "phone": "number"},
            }
    return found
