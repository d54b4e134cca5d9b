# SPDX-License-Identifier: GPL-3.0-or-later
"""Every route of every contract: who may, and what bad input gets."""

from __future__ import annotations

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


ALL = [pytest.param(*operation, id=f"{operation[0]} {operation[1]} {operation[2]}") for operation in operations()]
GUARDED = [parameter for parameter in ALL if parameter.values[3].get("x-acl")]


def ask(url: str, method: str, token: str | None) -> httpx.Response:
    headers = {"Accept": "application/json, text/csv, text/plain, */*"}
    if token:
        headers["X-Auth-Token"] = token
    return httpx.request(method, url, headers=headers, timeout=10)


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
    assert confd.post("/users", json=body).status_code in (201, 400)
    answer = httpx.post(
        f"{fleet.url('auth', 9497)}/0.1/token",
        auth=("plain.user", "s3cretpass"),
        json={"backend": "xivo_user"},
        timeout=10,
    )
    assert answer.status_code == 200, answer.text
    token: str = answer.json()["data"]["token"]
    return token


class TestWhoMay:
    @pytest.mark.parametrize(("service", "method", "path", "operation"), GUARDED)
    def test_nobody_without_a_valid_token(
        self,
        fleet: Fleet,
        expired_token: str,
        service: str,
        method: str,
        path: str,
        operation: dict[str, Any],
    ) -> None:
        # DEV-023
        url = address(fleet, service, path)
        assert ask(url, method, None).status_code == 401
        assert ask(url, method, "00000000-0000-0000-0000-000000000000").status_code == 401
        assert ask(url, method, expired_token).status_code == 401

    @pytest.mark.parametrize(("service", "method", "path", "operation"), GUARDED)
    def test_a_plain_user_only_where_the_acl_says_so(
        self, fleet: Fleet, user_token: str, service: str, method: str, path: str, operation: dict[str, Any]
    ) -> None:
        answer = ask(address(fleet, service, path), method, user_token)
        assert answer.status_code in (401, 403), f"{operation['x-acl']}: {answer.status_code}"

    def test_every_route_declares_its_acl_or_that_it_is_public(self) -> None:
        undeclared = [
            f"{service} {method} {path}"
            for service, method, path, operation in operations()
            if not operation.get("x-acl") and not operation.get(LOOPBACK_ONLY)
        ]
        assert undeclared == []


class TestBadInput:
    @pytest.mark.parametrize("service", sorted(SERVICES))
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
