# SPDX-License-Identifier: GPL-3.0-or-later
"""Logins, sessions and rights in the whole fleet: with Consul, RabbitMQ and a real OpenLDAP."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from xivo_testkit.fleet import Fleet, eventually
from xivo_testkit.office import created
from xivo_testkit.token_doors import SOONER_THAN_THE_CACHE, seconds_until_refused

pytestmark = pytest.mark.integration


@pytest.fixture
def auth(fleet: Fleet) -> Iterator[httpx.Client]:
    """As the first administrator, with a token of its own."""
    with httpx.Client(base_url=f"{fleet.url('auth', 9497)}/0.1", timeout=30) as client:
        client.headers["X-Auth-Token"] = log_in(client, "admin", fleet.secrets["ADMIN_PASSWORD"], "xivo_admin")["token"]
        yield client


def log_in(auth: httpx.Client, login: str, password: str, backend: str) -> dict[str, Any]:
    answer = auth.post("/token", auth=(login, password), json={"backend": backend})
    assert answer.status_code == 200, answer.text
    data: dict[str, Any] = answer.json()["data"]
    return data


@pytest.fixture
def zola(confd: httpx.Client) -> Iterator[dict[str, Any]]:
    """A user whom the directory knows, too; his password here is another one."""
    body = {"firstname": "Émile", "lastname": "Zola", "username": "zola", "password": uuid.uuid4().hex}
    user = created(confd.post("/users", json=body)) | {"password": body["password"]}
    assert confd.put(f"/users/{user['id']}/cti", json={"cti_profile_id": 1, "enabled": True}).status_code == 204
    yield user
    confd.put(f"/users/{user['id']}/cti", json={"cti_profile_id": None, "enabled": False})
    confd.delete(f"/users/{user['id']}")


def refused(url: str, token: str) -> bool:
    return httpx.get(url, headers={"X-Auth-Token": token}, timeout=30).status_code == 401


def test_somebody_of_the_directory_uses_what_is_his_here(
    fleet: Fleet, auth: httpx.Client, zola: dict[str, Any]
) -> None:
    # SYS-273 SYS-274
    by_directory = log_in(auth, "zola", "zola-password", "ldap_user")
    by_himself = log_in(auth, "zola", zola["password"], "xivo_user")
    assert by_directory["xivo_user_uuid"] == by_himself["xivo_user_uuid"]
    personal = f"{fleet.url('dird', 9489)}/0.1/personal"
    made = httpx.post(personal, json={"firstname": "Nana"}, headers={"X-Auth-Token": by_directory["token"]}, timeout=30)
    assert made.status_code in (200, 201), made.text
    seen = httpx.get(personal, headers={"X-Auth-Token": by_himself["token"]}, timeout=30)
    assert "Nana" in seen.text


def test_a_session_that_an_administrator_ends_is_refused_everywhere(
    fleet: Fleet, auth: httpx.Client, zola: dict[str, Any]
) -> None:
    # SYS-270
    data = log_in(auth, "zola", "zola-password", "ldap_user")
    personal = f"{fleet.url('dird', 9489)}/0.1/personal"
    assert not refused(personal, data["token"])
    listed = auth.get("/sessions", params={"auth_id": data["auth_id"]}).json()
    assert (listed["total"], listed["items"][0]["login"]) == (1, "zola")
    assert auth.delete("/sessions", params={"auth_id": data["auth_id"]}).json() == {"ended": 1}
    eventually(lambda: refused(personal, data["token"]), SOONER_THAN_THE_CACHE)
    assert auth.get("/sessions", params={"auth_id": data["auth_id"]}).json()["total"] == 0


def test_every_daemon_refuses_a_revoked_token(fleet: Fleet) -> None:
    # SYS-270 SYS-277
    seconds = seconds_until_refused(fleet, limit=SOONER_THAN_THE_CACHE)
    print({daemon: round(took, 3) for daemon, took in seconds.items()})
    assert {daemon for daemon, took in seconds.items() if took >= SOONER_THAN_THE_CACHE} == set()


def test_a_users_tokens_end_with_his_password(
    fleet: Fleet, auth: httpx.Client, confd: httpx.Client, zola: dict[str, Any]
) -> None:
    # SYS-270
    token = log_in(auth, "zola", zola["password"], "xivo_user")["token"]
    assert confd.put(f"/users/{zola['id']}", json={"password": "another one"}).status_code == 204
    eventually(lambda: auth.head(f"/token/{token}").status_code == 404, SOONER_THAN_THE_CACHE)


def test_the_daemons_go_on_when_all_their_tokens_are_revoked(
    fleet: Fleet, auth: httpx.Client, zola: dict[str, Any]
) -> None:
    # SYS-277
    assert auth.delete("/sessions", params={"backend": "xivo_service"}).json()["ended"] >= 1
    for _ in range(20):
        log_in(auth, "zola", zola["password"], "xivo_user")  # auth asks confd with a token of its own
        found = auth.get("/logins", params={"login": "zola", "limit": 1}).json()
        assert found["total"] >= 1


def test_a_policy_reaches_the_next_token(auth: httpx.Client, zola: dict[str, Any]) -> None:
    policy = auth.post("/policies", json={"name": uuid.uuid4().hex, "acl_templates": ["ctid.queues.*.read"]}).json()
    path = f"/policies/{policy['uuid']}"
    try:
        assert auth.put(f"{path}/backends/ldap_user").status_code == 204
        assert "ctid.queues.*.read" in log_in(auth, "zola", "zola-password", "ldap_user")["acls"]
    finally:
        auth.delete(path)


def test_the_api_is_json_over_https_on_its_port(fleet: Fleet, auth: httpx.Client) -> None:
    # SYS-267
    url = f"https://{fleet.address('edge')}:9497/0.1/token"
    with httpx.Client(verify=False, timeout=30) as client:
        made = client.post(url, auth=("admin", fleet.secrets["ADMIN_PASSWORD"]), json={"backend": "xivo_admin"})
        assert (made.status_code, made.headers["Content-Type"]) == (200, "application/json")
        token = made.json()["data"]["token"]
        read = client.get(f"{url}/{token}")
        assert (read.status_code, read.headers["Content-Type"]) == (200, "application/json")
        assert read.json() == made.json()
        assert client.delete(f"{url}/{token}").json()["data"]["message"] == "success"
        assert client.head(f"{url}/{token}").status_code == 404
        assert client.post(url.replace("https", "http"), json={"backend": "xivo_admin"}).status_code >= 400


def test_tokens_are_in_consul_which_nobody_reads_without_its_token(fleet: Fleet, auth: httpx.Client) -> None:
    # SYS-243 DEV-046
    keys = f"{fleet.url('consul', 8500)}/v1/kv/xivo-auth/tokens/?keys"
    master = {"X-Consul-Token": fleet.secrets["CONSUL_TOKEN"]}

    def kept() -> set[str]:
        return set(httpx.get(keys, headers=master, timeout=30).json())

    before = kept()
    data = log_in(auth, "admin", fleet.secrets["ADMIN_PASSWORD"], "xivo_admin")
    new = kept() - before
    assert new
    assert httpx.get(keys, timeout=30).status_code in (403, 404)
    assert auth.delete(f"/token/{data['token']}").status_code == 200
    assert len(kept() & new) == len(new) - 1  # a daemon's may be among them
    assert httpx.get(f"{fleet.url('auth', 9497)}/0.1/policies", timeout=30).status_code == 401


def test_who_logged_in_is_told_with_his_address(auth: httpx.Client, zola: dict[str, Any]) -> None:
    auth.post("/token", auth=("zola", "guess"), json={"backend": "ldap_user"})

    def told() -> bool:
        items = auth.get("/logins", params={"login": "zola", "result": "wrong_credentials"}).json()["items"]
        return bool(items) and items[0]["backend"] == "ldap_user" and items[0]["address"] != ""

    eventually(told)
