# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may call: tokens, digest, addresses, the open port."""

import httpx
import pytest
from xivo_testkit.crud import CrudSuite

DIGEST = httpx.DigestAuth("admin", "passadmin")


class TestOpenPort:
    async def test_this_host_needs_nothing(self, caller):  # API-204
        async with caller(port=9487, address="127.0.0.1") as client:
            assert (await client.get("/users")).status_code == 200

    async def test_others_are_refused(self, caller, admin_token):  # API-204
        for token in (None, admin_token):
            async with caller(port=9487, address="10.1.2.3", token=token) as client:
                assert (await client.get("/users")).status_code == 401

    async def test_loopback_means_nothing_on_the_other_port(self, caller):  # API-203
        async with caller(port=9486, address="127.0.0.1") as client:
            assert (await client.get("/users")).status_code == 401


class TestDigest:
    async def test_right_login_and_password(self, anonymous):  # API-203
        answer = await anonymous.get("/users", params={"search": "é x"}, auth=DIGEST)
        assert answer.status_code == 200
        answer = await anonymous.post("/users", json={"firstname": "John"}, auth=DIGEST)
        assert answer.status_code == 201

    async def test_the_challenge_sets_a_session_cookie(self, anonymous):  # API-203
        answer = await anonymous.get("/users")
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"].startswith('Digest realm="XiVO"')
        assert answer.headers["set-cookie"].startswith("session=")

    @pytest.mark.parametrize(("login", "password"), [("admin", "wrong"), ("nobody", "passadmin")])
    async def test_wrong_login_or_password(self, anonymous, login, password):  # API-203
        answer = await anonymous.get("/users", auth=httpx.DigestAuth(login, password))
        assert (answer.status_code, answer.json()) == (
            401,
            ["Authentication Error - wrong login or password"],
        )

    async def test_a_nonce_of_somebody_else_or_for_another_path(self, anonymous):
        answer = await anonymous.get("/users", auth=DIGEST)
        header = answer.request.headers["authorization"]
        assert (await anonymous.get("/users", headers={"Authorization": header})).status_code == 200
        assert (await anonymous.get("/entities", headers={"Authorization": header})).status_code == 401
        forged = header.replace('nonce="', 'nonce="0')
        assert (await anonymous.get("/users", headers={"Authorization": forged})).status_code == 401
        for nonsense in ("Digest", "Digest username=", 'Digest username="\xff"', "Basic YTpi"):
            raw = {"Authorization": nonsense.encode("latin-1")}
            assert (await anonymous.get("/users", headers=raw)).status_code == 401

    async def test_a_stale_nonce_is_called_stale(self, anonymous, app, monkeypatch):
        answer = await anonymous.get("/users", auth=DIGEST)
        header = answer.request.headers["authorization"]
        monkeypatch.setattr("xivo_confd.edge.digest.NONCE_LIFETIME_SECONDS", -1)
        answer = await anonymous.get("/users", headers={"Authorization": header})
        assert answer.status_code == 401
        assert "stale=true" in answer.headers["www-authenticate"]


class TestAddress:
    async def test_a_listed_address_needs_no_login(self, confd, app, caller):  # API-203
        body = {"name": "crm", "host": "192.0.2.0/24", "acl": ["confd.#.read"]}
        assert (await confd.post("/webservice_users", json=body)).status_code == 201
        app.state.programs.forget()
        async with caller(address="192.0.2.5") as client:
            assert (await client.get("/users")).status_code == 200
            assert (await client.post("/users", json={"firstname": "John"})).status_code == 403
        async with caller(address="192.0.3.5") as client:
            assert (await client.get("/users")).status_code == 401

    async def test_a_login_may_be_for_one_address_only(self, confd, app, caller):
        body = {"name": "crm", "login": "crm", "password": "crmcrmcrm", "host": "192.0.2.5"}
        assert (await confd.post("/webservice_users", json=body)).status_code == 201
        app.state.programs.forget()
        auth = httpx.DigestAuth("crm", "crmcrmcrm")
        async with caller(address="192.0.2.5") as client:
            assert (await client.get("/users")).status_code == 401
            assert (await client.get("/users", auth=auth)).status_code == 200
        async with caller(address="192.0.2.6") as client:
            assert (await client.get("/users", auth=auth)).status_code == 401


class TestTokens:
    async def test_good_unknown_and_insufficient(self, caller, admin_token, reader_token):
        async with caller(token=admin_token) as client:
            assert (await client.post("/users", json={"firstname": "John"})).status_code == 201
        async with caller(token="nope") as client:
            assert (await client.get("/users")).status_code == 401
        async with caller(token=reader_token) as client:
            assert (await client.get("/users")).status_code == 200
            answer = await client.post("/users", json={"firstname": "John"})
            assert answer.status_code == 403
            assert answer.json() == ["Missing permission: confd.users.create"]

    async def test_who_calls_is_asked_before_what(self, anonymous):
        for options in ({"content": b"{"}, {"headers": {"Accept": "text/html"}}):
            assert (await anonymous.post("/users", **options)).status_code == 401


class TestWebserviceUsers(CrudSuite):  # API-203
    path = "/webservice_users"
    event = ""
    minimum = {"name": "crm", "host": "192.0.2.5"}
    complete = {
        "name": "portal",
        "login": "portal",
        "password": "portalportal",
        "host": None,
        "acl": ["confd.users.#", "!confd.users.*.delete"],
        "description": "The customers' portal",
    }
    edit = {"description": "Portal"}
    required = ("name",)
    absent = ["Resource Not Found - WebserviceUser was not found ('id': 999999)"]
    sortable = ("name",)
    write_only = ("password",)
    bad = [
        ({"password": "short"}, "Input Error - field 'password': must have a minimum length of 8"),
        (
            {"login": None, "host": None, "password": None},
            "Input Error - field 'login': a login or a host is needed",
        ),
        (
            {"login": "other", "password": None},
            "Input Error - field 'password': is needed with a new login",
        ),
        ({"host": "nowhere"}, "Input Error - field 'host': is not an address or network"),
        ({"name": "admin"}, "Resource Error - WebserviceUser already exists ('name': 'admin')"),
    ]

    async def test_bad_bodies(self, confd):
        for change, message in self.bad:
            answer = await confd.post(self.path, json={**self.complete, **change})
            assert (answer.status_code, answer.json()) == (400, [message])


async def test_each_request_is_logged_without_secrets(confd, caplog):  # DEV-019
    caplog.set_level("INFO")
    await confd.post("/users", json={"firstname": "John", "username": "j", "password": "supersecret"})
    lines = [record.getMessage() for record in caplog.records]
    line = next(line for line in lines if "with data" in line)
    assert line.startswith('POST http://xivo.example:9487/1.1/users with data {"firstname":"John"')
    assert "supersecret" not in caplog.text


async def test_other_prefixes_do_not_exist(confd):  # API-206, SYS-093
    for path in ("http://xivo.example:9487/1.0/users", "http://xivo.example:9487/users"):
        answer = await confd.get(path)
        assert (answer.status_code, answer.json()) == (404, ["Not Found"])


async def test_infos(confd):  # API-104
    uuid = "6fa459ea-ee8a-3ca4-894e-db77e160355e"
    href = f"http://xivo.example:9487/1.1/infos?resource_id={uuid}"
    assert (await confd.get("/infos")).json() == {"uuid": uuid, "links": [{"rel": "infos", "href": href}]}
