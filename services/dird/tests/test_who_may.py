# SPDX-License-Identifier: GPL-3.0-or-later
"""Every route of dird and every kind of caller (SYS-312): what a route declares is what happens."""

import re
import uuid
from pathlib import Path

import pytest
import yaml
from xivo_access import AclMissing, AuthUnavailable, Token, Unauthorized

from .conftest import ALICE, BOB, calling

ROOT = Path(__file__).parents[3]
ADMINISTRATOR, OTHERS, READ_ONLY, NO_RIGHTS = "administrator", "of-another-entity", "read-only", "no-rights"
ACLS = {
    ADMINISTRATOR: ["#"],
    OTHERS: ["confd.#"],
    READ_ONLY: ["#.read"],
    NO_RIGHTS: [],
    # what auth gives to users (services/auth/etc/config.yml)
    ALICE: [
        "dird.directories.lookup.#",
        "dird.directories.favorites.#",
        "dird.directories.personal.*.read",
        "dird.directories.reverse.*.me.read",
        "dird.personal.#",
    ],
}
PUBLIC = re.compile(r"/service/|/0\.1/directories/(menu|input|lookup)/\{profile\}/\{vendor\}|^/[^/0]")
ROUTES = [
    (method.upper(), path, operation)
    for path, item in yaml.safe_load((ROOT / "schemas/openapi/dird.yaml").read_text())["paths"].items()
    for method, operation in item.items()
    if method in {"get", "put", "post", "delete"}
]
GUARDED = [(method, path, operation["x-acl"]) for method, path, operation in ROUTES if operation.get("x-acl")]


class Tokens:
    """auth's edge: a token is the name of its account."""

    is_away = False

    async def verify(self, token, required_acl=None):
        if self.is_away:
            raise AuthUnavailable
        if token not in ACLS:
            raise Unauthorized
        found = Token(token, token if token == ALICE else None, tuple(ACLS[token]), 4e9)
        if required_acl is not None and not found.covers(required_acl):
            raise AclMissing(required=required_acl)
        return found

    async def start(self): ...

    async def stop(self): ...


@pytest.fixture
def app(app):
    app.state.access.verifier = Tokens()
    return app


def filled(path, user=BOB):
    values = {"profile": "default", "directory": "my_csv", "contact": "1", "contact_uuid": str(uuid.UUID(int=1))}
    return path.format(**values, xivo_user_uuid=user)


async def status(app, token, method, path):
    async with calling(app, token, "203.0.113.9") as client:
        options = {"json": {"firstname": "Eve"}} if method in {"POST", "PUT"} and "favorites" not in path else {}
        answer = await client.request(method, filled(path), params={"term": "a", "exten": "1"}, **options)
    if answer.status_code >= 400:
        assert set(answer.json()) == {"reason", "timestamp", "status_code"}
        assert answer.json()["status_code"] == answer.status_code
    return answer.status_code


def test_only_telephones_pages_and_the_daemons_own_need_no_token():
    public = {path for _, path, operation in ROUTES if not operation.get("x-acl")}
    assert [path for path in public if not PUBLIC.search(path)] == []
    assert len(GUARDED) >= 14


async def test_each_kind_of_caller_gets_what_its_rights_say(app):
    for method, path, acl in GUARDED:
        where = f"{method} {path}"
        assert await status(app, None, method, path) == 401, where
        assert await status(app, "nobodys", method, path) == 401, where
        assert await status(app, NO_RIGHTS, method, path) == 403, where
        assert await status(app, OTHERS, method, path) == 403, where
        assert (await status(app, READ_ONLY, method, path) == 403) is not acl.endswith(".read"), where
        assert await status(app, ADMINISTRATOR, method, path) in {200, 201, 204, 400, 404}, where
        # a user's own: all but who calls others
        assert (await status(app, ALICE, method, path) == 403) is ("reverse" in path), where


async def test_a_user_asks_who_calls_himself(app):
    async with calling(app, ALICE) as client:
        path = "/0.1/directories/reverse/default/{}"
        assert (await client.get(path.format(ALICE), params={"exten": "1"})).status_code == 200
        assert (await client.get(path.format(BOB), params={"exten": "1"})).status_code == 403


async def test_auth_away_is_503_everywhere(app):
    app.state.access.verifier.is_away = True
    for method, path, _ in GUARDED:
        assert await status(app, ALICE, method, path) == 503, f"{method} {path}"
