# SPDX-License-Identifier: GPL-3.0-or-later
"""Every route of every contract: who may, and what bad input gets."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from conftest import ROOT, SERVICES
from xivo_access import Token
from xivo_testkit.fleet import Fleet, eventually
from xivo_testkit.office import created
from xivo_testkit.token_doors import SOONER_THAN_THE_CACHE

pytestmark = pytest.mark.integration

METHODS = ("get", "post", "put", "delete", "head", "patch")
CONTRACTS = sorted((ROOT / "schemas" / "openapi").glob("*.yaml"))
LOOPBACK_ONLY = "x-public"
NOBODYS = "999999"


def operations() -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """(service, method, path, operation) of every contract."""
    for contract in CONTRACTS:
        document = yaml.safe_load(contract.read_text())
        for path, item in document["paths"].items():
            for method in METHODS:
                if method in item:
                    yield contract.stem, method, path, item[method]


def address(fleet: Fleet, service: str, path: str) -> str:
    """The URL with every parameter filled with an id that nothing has."""
    return fleet.url(service, SERVICES[service]) + re.sub(r"{[^}]+}", NOBODYS, path)


GUARDED = [
    pytest.param(service, method, path, operation["x-acl"], id=f"{service} {method} {path}")
    for service, method, path, operation in operations()
    if operation.get("x-acl")
]
UNLIMITED_ONLY = {
    (service, method, path) for service, method, path, operation in operations() if operation.get("x-unlimited-only")
}
ASK = """
import json, sys, httpx
headers = {"Accept": "application/json, text/csv, text/plain, */*"}
answers = {}
with httpx.Client(timeout=30) as client:
    for key, method, url, token in json.load(sys.stdin):
        given = headers | ({"X-Auth-Token": token} if token else {})
        answers[key] = client.request(method, url, headers=given).status_code
json.dump(answers, sys.stdout)
"""
"""Runs in a container of the fleet: the host itself is trusted by ports that the manual leaves open to it."""


@pytest.fixture(scope="session")
def expired_token(fleet: Fleet) -> str:
    token = issue(fleet, 1)
    time.sleep(2)
    return token


def issue(fleet: Fleet, expiration: int) -> str:
    answer = httpx.post(
        f"{fleet.url('auth', 9497)}/0.1/token",
        auth=("admin", fleet.secrets["ADMIN_PASSWORD"]),
        json={"backend": "xivo_admin", "expiration": expiration},
        timeout=30,
    )
    token: str = answer.json()["data"]["token"]
    return token


@pytest.fixture(scope="session")
def plain_user(fleet: Fleet, confd: httpx.Client) -> dict[str, Any]:
    """What auth tells a plain user who logs in: a CTI login made through the API."""
    body = {"firstname": "Plain", "lastname": "User", "username": "plain.user", "password": "s3cretpass"}
    user = created(confd.post("/users", json=body))
    cti = confd.put(f"/users/{user['id']}/cti", json={"cti_profile_id": 1, "enabled": True})
    assert cti.status_code == 204, cti.text
    answer = httpx.post(
        f"{fleet.url('auth', 9497)}/0.1/token",
        auth=("plain.user", "s3cretpass"),
        json={"backend": "xivo_user"},
        timeout=30,
    )
    assert answer.status_code == 200, answer.text
    data: dict[str, Any] = answer.json()["data"]
    return data


@pytest.fixture(scope="session")
def user_token(plain_user: dict[str, Any]) -> str:
    return str(plain_user["token"])


@dataclass(frozen=True)
class Administrator:
    id: int
    entity: str | None
    token: str


def appoint(fleet: Fleet, confd: httpx.Client, acl: list[str], entity: str | None = None) -> Administrator:
    """An administrator made through the API, logged in."""
    login, password = f"administrator-{uuid.uuid4().hex[:12]}", "s3cretpass"
    body = {"login": login, "password": password, "acl": acl, "entity": entity}
    administrator = created(confd.post("/administrators", json=body))
    answer = httpx.post(
        f"{fleet.url('auth', 9497)}/0.1/token", auth=(login, password), json={"backend": "xivo_admin"}, timeout=30
    )
    assert answer.status_code == 200, answer.text
    data = answer.json()["data"]
    assert (data["auth_id"], data["acls"]) == (administrator["uuid"], acl)
    return Administrator(administrator["id"], entity, data["token"])


@pytest.fixture(scope="session")
def reader(fleet: Fleet, confd: httpx.Client) -> Administrator:
    return appoint(fleet, confd, ["#.read"])


@pytest.fixture(scope="session")
def entity(confd: httpx.Client) -> str:
    """An organisation that has nothing yet."""
    name = f"other-{uuid.uuid4().hex[:12]}"
    created(confd.post("/entities", json={"name": name}))
    return name


@pytest.fixture(scope="session")
def outsider(fleet: Fleet, confd: httpx.Client, entity: str) -> Administrator:
    return appoint(fleet, confd, ["confd.#"], entity)


@pytest.fixture(scope="session")
def statuses(
    fleet: Fleet, expired_token: str, user_token: str, reader: Administrator, outsider: Administrator
) -> dict[str, int]:
    """Status of every guarded route for each kind of caller, asked by a neighbour in one go."""
    callers = {
        "nobody": None,
        "a stranger": "00000000-0000-0000-0000-000000000000",
        "an expired token": expired_token,
        "a plain user": user_token,
        "a read-only administrator": reader.token,
        "an administrator of another entity": outsider.token,
    }
    questions = [
        (f"{caller} {method} {service}{path}", method.upper(), address(fleet, service, path), token)
        for service, method, path, operation in operations()
        if operation.get("x-acl")
        for caller, token in callers.items()
    ]
    answers: dict[str, int] = json.loads(fleet.ask_inside("auth", ASK, json.dumps(questions)))
    return answers


class TestWhoMay:
    @pytest.mark.parametrize(("service", "method", "path", "acl"), GUARDED)
    def test_nobody_without_a_good_token_and_a_plain_user_only_what_his_acl_says(
        self, statuses: dict[str, int], plain_user: dict[str, Any], service: str, method: str, path: str, acl: str
    ) -> None:
        # DEV-023
        route = f"{method} {service}{path}"
        for caller in ("nobody", "a stranger", "an expired token"):
            assert statuses[f"{caller} {route}"] == 401, caller
        may = Token.from_wire(plain_user).covers(re.sub(r"{[^}]+}", NOBODYS, acl))
        status = statuses[f"a plain user {route}"]
        assert status not in (401, 500)
        assert (status == 403) is not may, acl

    @pytest.mark.parametrize(("service", "method", "path", "acl"), GUARDED)
    def test_an_administrator_may_what_his_rights_say(
        self, statuses: dict[str, int], service: str, method: str, path: str, acl: str
    ) -> None:
        # DEV-023 ADM-179
        status = statuses[f"a read-only administrator {method} {service}{path}"]
        assert status not in (401, 500)
        assert (status == 403) is not acl.endswith(".read")

    @pytest.mark.parametrize(("service", "method", "path", "acl"), GUARDED)
    def test_an_administrator_of_another_entity_finds_nothing(
        self, statuses: dict[str, int], service: str, method: str, path: str, acl: str
    ) -> None:
        # DEV-023 ADM-177
        status = statuses[f"an administrator of another entity {method} {service}{path}"]
        assert status not in (401, 500)
        if not acl.startswith("confd.") or (service, method, path) in UNLIMITED_ONLY:
            assert status == 403
        elif "{" in path:
            assert status >= 400
        elif method == "get":
            assert status in (200, 400)

    def test_every_route_declares_its_acl_or_that_it_is_public(self) -> None:
        undeclared = [
            f"{service} {method} {path}"
            for service, method, path, operation in operations()
            if not operation.get("x-acl") and not operation.get(LOOPBACK_ONLY)
        ]
        assert undeclared == []


class TestAnAdministratorOfAnotherEntity:
    @pytest.fixture
    def client(self, fleet: Fleet, outsider: Administrator) -> Iterator[httpx.Client]:
        headers = {"X-Auth-Token": outsider.token, "Accept": "application/json"}
        with httpx.Client(base_url=f"{fleet.url('confd', 9486)}/1.1", headers=headers, timeout=30) as client:
            yield client

    def test_what_is_there_is_not_there_for_him(
        self, client: httpx.Client, confd: httpx.Client, user_token: str
    ) -> None:
        # ADM-177 ADM-183
        theirs = confd.get("/users", params={"search": "plain.user"}).json()["items"][0]["id"]
        assert client.get("/users").json() == {"total": 0, "items": []}
        for method in ("GET", "DELETE"):
            assert client.request(method, f"/users/{theirs}").status_code == 404
        assert client.put(f"/users/{theirs}", json={"lastname": "Taken over"}).status_code == 404
        assert confd.get(f"/users/{theirs}").json()["lastname"] == "User"

    def test_what_he_makes_is_his_entitys_which_then_cannot_go(
        self, client: httpx.Client, confd: httpx.Client, entity: str
    ) -> None:
        # ADM-180 ADM-185
        context = created(client.post("/contexts", json={"name": entity, "type": "others"}))
        assert context["entity"] == entity
        (own,) = client.get("/entities").json()["items"]
        refused = confd.delete(f"/entities/{own['id']}")
        assert refused.status_code == 400, refused.text
        assert client.delete(f"/contexts/{context['id']}").status_code == 204
        refused = confd.delete(f"/entities/{own['id']}")
        assert (refused.status_code, "Administrator" in refused.text) == (400, True)

    @pytest.mark.parametrize("change", [{"password": "another one"}, {"acl": []}, {"enabled": False}, None])
    def test_his_tokens_end_when_he_changes(
        self, fleet: Fleet, confd: httpx.Client, entity: str, change: dict[str, Any] | None
    ) -> None:
        # SYS-270 ADM-179
        somebody = appoint(fleet, confd, ["confd.#", "amid.#"], entity)
        headers = {"X-Auth-Token": somebody.token, "Accept": "application/json"}
        users = f"{fleet.url('confd', 9486)}/1.1/users"
        assert httpx.get(users, headers=headers, timeout=30).status_code == 200  # confd knows his token from now on
        path = f"/administrators/{somebody.id}"
        answer = confd.delete(path) if change is None else confd.put(path, json=change)
        assert answer.status_code == 204, answer.text
        token = f"{fleet.url('auth', 9497)}/0.1/token/{somebody.token}"
        limit = SOONER_THAN_THE_CACHE
        eventually(lambda: httpx.head(token, timeout=30).status_code == 404, limit, what="auth to end the token")
        eventually(lambda: httpx.get(users, headers=headers, timeout=30).status_code == 401, limit)


class TestBadInput:
    """Whatever the requests meet they change or delete: these tests run last (conftest)."""

    @pytest.mark.parametrize("service", sorted({operation[0] for operation in operations()}))
    def test_generated_requests_get_documented_answers_and_never_a_5xx(
        self, fleet: Fleet, service: str, tmp_path: Path
    ) -> None:
        # API-214
        contract = ROOT / "schemas" / "openapi" / f"{service}.yaml"
        command = [
            str(Path(sys.executable).parent / "schemathesis"),
            "run",
            str(contract),
            "--url",
            fleet.url(service, SERVICES[service]),
            "--header",
            f"X-Auth-Token: {issue(fleet, 3600)}",
            "--checks",
            "not_a_server_error,status_code_conformance",
            "--phases",
            "examples,fuzzing",
            "--max-examples",
            "15",
            "--seed",
            "1511",
            "--request-timeout",
            "10",
            "--suppress-health-check",
            "all",
            "--exclude-path-regex",
            "^/0.1/token/{token}$|^/asterisk/stop|^/services",
            "--exclude-operation-id-regex",
            "^end_sessions_",  # the session that asks would be among them
            "--no-color",
        ]
        environment = {
            **os.environ,
            "SCHEMATHESIS_HOOKS": "generated_requests",
            "PYTHONPATH": str(Path(__file__).parent),
        }
        done = subprocess.run(
            command, capture_output=True, text=True, cwd=tmp_path, timeout=600, check=False, env=environment
        )
        assert done.returncode == 0, done.stdout[-9000:] + done.stderr[-2000:]
