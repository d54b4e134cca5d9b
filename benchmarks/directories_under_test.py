# SPDX-License-Identifier: GPL-3.0-or-later
"""dird as it is measured: 25,000 contacts in eight sources.

`python directories_under_test.py FOLDER PORT DB_URI LDAP_URI`
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import uvloop
import yaml
from xivo_access import Token
from xivo_base.server import serve
from xivo_dird.app import build_app
from xivo_dird.settings import Settings
from xivo_testkit.ldap_server import SUFFIX

CSV_FILES, CSV_LINES, OWN_CONTACTS, OWN_USERS, THEIR_CONTACTS = 3, 4000, 5000, 5000, 2987
LONG_FILE_LINES = 100_000
FIRST = ("Alice", "Bob", "Hélène", "Zoé", "Gérard", "Ana", "Émile", "Chloé", "David", "Eve", "Štěpán", "Björn")
SYLLABLES = ("ba", "ko", "li", "mer", "tan", "sou", "vel", "dri", "gna", "phi", "ro", "zu", "che", "nel", "wy", "quo")
NUMBER, FULL_NAME = "phonebooknumber.office.number", "phonebook.fullname"
COLUMNS = {"unique_column": "id", "searched_columns": ["firstname", "lastname"]}
SHOWN = {"source_to_display_columns": {"exten": "number"}}


def people(count: int, seed: int) -> Iterator[tuple[int, str, str, str]]:
    """Id, first name, last name, number."""
    chance = random.Random(seed)
    for number in range(count):
        last = "".join(chance.choice(SYLLABLES) for _ in range(3)).capitalize()
        yield number, chance.choice(FIRST), last, f"{seed}{number:07}"


def write_csv(path: Path, count: int, seed: int) -> None:
    lines = [
        f"{number},{first},{last},{exten},{first}.{last}@example.org"
        for number, first, last, exten in people(count, seed)
    ]
    path.write_text("\n".join(["id,firstname,lastname,exten,mail", *lines]))


def contact(number: int, first: str, last: str, exten: str) -> dict[str, Any]:
    kinds = {f"{kind}number": "" for kind in ("home", "mobile", "fax", "other")}
    parts = ("address1", "address2", "city", "state", "zipcode", "country")
    places = {f"{place}{part}": "" for place in ("office", "home", "other") for part in parts}
    texts = dict.fromkeys(("title", "email", "url", "description"), "")
    names = {"firstname": first, "lastname": last, "displayname": f"{first} {last}", "society": f"{last} SA"}
    return {"id": number, **texts, **names, **kinds, **places, "officenumber": exten}


def user(number: int, first: str, last: str, exten: str) -> dict[str, Any]:
    return {
        "id": number, "line_id": number, "agent_id": None, "firstname": first, "lastname": last, "exten": exten,
        "mobile_phone_number": "",
    }  # fmt: skip


class Confd(httpx.AsyncBaseTransport):
    """The lists of a confd, and the phonebook of another system."""

    def __init__(self) -> None:
        self._lists = {
            "/1.1/phonebook_contacts": [contact(*one) for one in people(OWN_CONTACTS, 5)],
            "/1.1/users": [user(*one) for one in people(OWN_USERS, 6)],
        }

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        rows = self._lists.get(request.url.path)
        if rows is None:
            return httpx.Response(503, request=request)
        skip, limit = (int(request.url.params[name]) for name in ("skip", "limit"))
        return httpx.Response(200, json={"total": len(rows), "items": rows[skip : skip + limit]}, request=request)


class Tokens:
    """auth's edge: every token is good."""

    async def verify(self, token: str, _required_acl: str | None = None) -> Token:
        return Token(token, token, ("dird.#",), 4e9)

    async def start(self) -> None: ...

    async def stop(self) -> None: ...


def sources(folder: Path, ldap_uri: str) -> Iterator[dict[str, Any]]:
    """Seven; the personal one is always there."""
    for number in range(CSV_FILES):
        path = folder / f"{number}.csv"
        write_csv(path, CSV_LINES, number + 1)
        yield {"type": "csv", "name": f"csv {number}", "file": str(path), **COLUMNS, **SHOWN}
    path = folder / "theirs.csv"
    write_csv(path, THEIR_CONTACTS, 7)
    yield {"type": "csv", "name": "theirs", "file": str(path), **COLUMNS, **SHOWN}
    yield {
        "type": "own_phonebook", "name": "phonebook", "searched_columns": [FULL_NAME],
        "display_fields": {"firstname": "phonebook.firstname", "lastname": "phonebook.lastname", "number": NUMBER},
    }  # fmt: skip
    yield {"type": "xivo", "name": "users", **COLUMNS, **SHOWN}
    yield {
        "type": "ldap", "name": "ldap", "ldap_uri": ldap_uri, "ldap_base_dn": SUFFIX, "searched_columns": ["cn"],
        "source_to_display_columns": {"givenName": "firstname", "sn": "lastname", "telephoneNumber": "number"},
        "unique_column": "entryUUID", "ldap_network_timeout": 1.0,
    }  # fmt: skip


def main() -> None:
    folder, port, db_uri, ldap_uri = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4]
    configs = list(sources(folder, ldap_uri))
    source_folder = folder / "sources.d"
    source_folder.mkdir()
    for number, config in enumerate(configs):
        (source_folder / f"{number}.yml").write_text(yaml.safe_dump(config))
    names = [*(config["name"] for config in configs), "personal"]
    columns = [{"title": name, "field": name} for name in ("firstname", "lastname", "number")]
    settings = Settings(
        rest_api={"host": "127.0.0.1", "port": port}, db_uri=db_uri, source_config_dir=source_folder,
        log_level="warning", auth={"url": "http://127.0.0.1:1"}, bus={"enabled": False}, consul={"enabled": False},
        views={"displays": {"one": columns}, "profile_to_display": {"default": "one"}},
        services={"lookup": {"default": {"sources": names, "timeout": 0.5}}},
    )  # fmt: skip
    app = build_app(settings, confd=httpx.AsyncClient(transport=Confd(), base_url="http://confd"))
    app.state.access.verifier = Tokens()
    uvloop.run(serve(app, settings))


if __name__ == "__main__":
    main()
