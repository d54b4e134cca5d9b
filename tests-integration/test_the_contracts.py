# SPDX-License-Identifier: GPL-3.0-or-later
"""Every route of every contract: who may, and what bad input gets."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from conftest import ROOT, SERVICES
from xivo_testkit.fleet import Fleet
from xivo_testkit.office import created

pytestmark = pytest.mark.integration

METHODS = ("get", "post", "put", "delete", "head", "patch")
CONTRACTS = sorted((ROOT / "schemas" / "openapi").glob("*.yaml"))
LOOPBACK_ONLY = "x-public"


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
    return fleet.url(service, SERVICES[service]) + re.sub(r"{[^}]+}", "999999", path)


GUARDED = [
    pytest.param(service, method, path, operation["x-acl"], id=f"{service} {method} {path}")
    for service, method, path, operation in operations()
    if operation.get("x-acl")
]
ASK = """
import json, sys, httpx
headers = {"Accept": "application/json, text/csv, text/plain, */*"}
answers = {}
with httpx.Client(timeout=10) as client:
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
        timeout=10,
    )
    token: str = answer.json()["data"]["token"]
    return token


@pytest.fixture(scope="session")
def user_token(fleet: Fleet, confd: httpx.Client) -> str:
    """A plain user's token: a CTI login made through the API."""
    body = {"firstname": "Plain", "lastname": "User", "username": "plain.user", "password": "s3cretpass"}
    user = created(confd.post("/users", json=body))
    cti = confd.put(f"/users/{user['id']}/cti", json={"cti_profile_id": 1, "enabled": True})
    assert cti.status_code == 204, cti.text
    answer = httpx.post(
        f"{fleet.url('auth', 9497)}/0.1/token",
        auth=("plain.user", "s3cretpass"),
        json={"backend": "xivo_user"},
        timeout=10,
    )
    assert answer.status_code == 200, answer.text
    token: str = answer.json()["data"]["token"]
    return token


@pytest.fixture(scope="session")
def statuses(fleet: Fleet, expired_token: str, user_token: str) -> dict[str, int]:
    """Status of every guarded route for each kind of caller, asked by a neighbour in one go."""
    callers = {
        "nobody": None,
        "a stranger": "00000000-0000-0000-0000-000000000000",
        "an expired token": expired_token,
        "a plain user": user_token,
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
        self, statuses: dict[str, int], service: str, method: str, path: str, acl: str
    ) -> None:
        # DEV-023
        route = f"{method} {service}{path}"
        for caller in ("nobody", "a stranger", "an expired token"):
            assert statuses[f"{caller} {route}"] == 401, caller
        assert statuses[f"a plain user {route}"] == 403, acl

    def test_every_route_declares_its_acl_or_that_it_is_public(self) -> None:
        undeclared = [
            f"{service} {method} {path}"
            for service, method, path, operation in operations()
            if not operation.get("x-acl") and not operation.get(LOOPBACK_ONLY)
        ]
        assert undeclared == []


class TestBadInput:
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
            "--no-color",
        ]
        done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, timeout=600, check=False)
        assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
