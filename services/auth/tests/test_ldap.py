# SPDX-License-Identifier: GPL-3.0-or-later
"""`ldap_user` on a real OpenLDAP: Zola is in the directory and a user here, Liddell in the directory only."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack
from typing import Any

import httpx
import pytest
import pytest_socket
from xivo_auth.settings import Settings
from xivo_testkit.ldap_server import PASSWORD, SUFFIX, OpenLdap

from .conftest import ZOLA, Air, FakeConfd, Shelf, calling, log_in, post_token, running

PEOPLE = f"ou=people,{SUFFIX}"


@pytest.fixture(scope="module")
def _directory() -> Iterator[OpenLdap]:
    pytest_socket.enable_socket()
    with OpenLdap() as directory:
        yield directory


@pytest.fixture
def directory(_directory: OpenLdap, socket_enabled: None) -> OpenLdap:
    return _directory


Opens = Callable[..., Any]


@pytest.fixture
async def opens(
    settings: Settings, shelf: Shelf, air: Air, fake_confd: FakeConfd, directory: OpenLdap
) -> AsyncIterator[Opens]:
    """`await opens(start_tls=True)`: a client of an auth that asks the directory so."""
    stack = AsyncExitStack()

    async def opened(**ldap: Any) -> httpx.AsyncClient:
        changed = settings.model_dump() | {
            "ldap": {"uri": directory.uri, "user_base_dn": PEOPLE, "timeout": 20} | ldap,
            "enabled_backends": [*settings.enabled_backends, "ldap_user"],
        }
        app = await stack.enter_async_context(running(Settings.model_validate(changed), shelf, air, fake_confd))
        return await stack.enter_async_context(calling(app))

    async with stack:
        yield opened


def zola(client: httpx.AsyncClient, password: str = "zola-password") -> Any:
    return post_token(client, "zola", password, "ldap_user")


class TestLoggingIn:
    async def test_gives_the_user_what_his_own_password_would(self, opens: Opens) -> None:
        # SYS-274
        client = await opens()
        data = (await zola(client)).json()["data"]
        assert (data["auth_id"], data["xivo_user_uuid"]) == (ZOLA, ZOLA)
        assert "dird.personal.#" in data["acls"]

    @pytest.mark.parametrize(
        ("login", "password"),
        [
            ("zola", "wrong"),
            ("zola", ""),  # a bind without a password succeeds (RFC 4513, 5.1.2)
            ("", ""),
            ("*", "zola-password"),
            ("zo*", "zola-password"),
            ("zola)(uid=*", "zola-password"),
            ("zola)(objectClass=*))(|(uid=zola", "zola-password"),
            ("nobody", "zola-password"),
            ("\u00e9\u0301", "zola-password"),
            ("x" * 5000, "x" * 5000),
        ],
    )
    async def test_with_anything_else_is_refused(self, opens: Opens, login: str, password: str) -> None:
        assert (await post_token(await opens(), login, password, "ldap_user")).status_code == 401

    async def test_by_who_is_no_user_here_is_refused(self, opens: Opens) -> None:
        client = await opens()
        assert (await post_token(client, "liddell", "liddell-password", "ldap_user")).status_code == 401

    async def test_guesses_have_to_wait(self, opens: Opens) -> None:
        client = await opens()
        assert [(await zola(client, "guess")).status_code for _ in range(6)] == [401] * 5 + [429]
        assert (await zola(client)).status_code == 429


class TestTheSearch:
    async def test_as_somebody_who_may(self, opens: Opens, fake_confd: FakeConfd) -> None:
        fake_confd.users["hari"] = ("cccccccc-0000-4000-8000-000000000003", "", "hari@example.org")
        base = {"user_base_dn": f"ou=secret,{SUFFIX}"}
        hari = ("hari", "hari-password", "ldap_user")
        assert (await post_token(await opens(**base), *hari)).status_code == 503  # it is not seen at all
        binding = {"bind_dn": f"cn=admin,{SUFFIX}", "bind_password": PASSWORD}
        assert (await post_token(await opens(**base, **binding), *hari)).status_code == 200

    async def test_with_a_wrong_password_of_ours_says_that_the_source_is_away(self, opens: Opens) -> None:
        client = await opens(bind_dn=f"cn=admin,{SUFFIX}", bind_password="wrong")
        answer = await zola(client)
        assert (answer.status_code, answer.json()["reason"]) == (503, ["Connection to LDAP failed"])

    async def test_by_a_filter_and_another_attribute(self, opens: Opens, fake_confd: FakeConfd) -> None:
        fake_confd.users["zola@example.org"] = fake_confd.users["zola"]
        by_mail = {"user_login_attribute": "mail"}
        asked = ("zola@example.org", "zola-password", "ldap_user")
        assert (await post_token(await opens(**by_mail, user_filter="(sn=Zola)"), *asked)).status_code == 200
        assert (await post_token(await opens(**by_mail, user_filter="(sn=Hugo)"), *asked)).status_code == 401

    async def test_that_finds_two_finds_nobody(self, opens: Opens, fake_confd: FakeConfd) -> None:
        fake_confd.users["inetOrgPerson"] = fake_confd.users["zola"]
        client = await opens(user_login_attribute="objectClass")
        assert (await post_token(client, "inetOrgPerson", "zola-password", "ldap_user")).status_code == 401


class TestWhoItIs:
    async def test_by_the_address_of_his_mailbox(self, opens: Opens, fake_confd: FakeConfd) -> None:
        fake_confd.users["emile"] = fake_confd.users.pop("zola")
        client = await opens(user_match="email")
        assert (await zola(client)).json()["data"]["xivo_user_uuid"] == ZOLA

    @pytest.mark.parametrize(("attribute", "length"), [("entryUUID", 36), ("objectGUID", 36), ("title", None)])
    async def test_anybody_of_the_directory(self, opens: Opens, attribute: str, length: int | None) -> None:
        client = await opens(user_match="none", user_id_attribute=attribute)
        data = (await post_token(client, "liddell", "liddell-password", "ldap_user")).json()["data"]
        assert data["xivo_user_uuid"] is None
        if length:
            assert len(data["auth_id"]) == length
        else:
            assert data["auth_id"] == f"uid=liddell,{PEOPLE}"

    async def test_while_confd_is_away_nobody_knows(self, opens: Opens, fake_confd: FakeConfd) -> None:
        client = await opens()
        fake_confd.away = True
        answer = await zola(client)
        assert (answer.status_code, answer.json()["reason"]) == (503, ["Connection to confd failed"])


class TestSecrecy:
    @pytest.mark.parametrize("start_tls", [True, False], ids=["StartTLS", "LDAPS"])
    async def test_of_a_server_whose_certificate_is_known(
        self, opens: Opens, directory: OpenLdap, start_tls: bool
    ) -> None:
        uri = f"ldap://localhost:{directory.port}" if start_tls else directory.secure_uri
        known = {"uri": uri, "start_tls": start_tls, "ca_file": directory.certificate}
        assert (await zola(await opens(**known))).status_code == 200
        unknown = {**known, "ca_file": None}
        assert (await zola(await opens(**unknown))).status_code == 503
        assert (await zola(await opens(**unknown, verify_certificate=False))).status_code == 200
        another = {**known, "uri": uri.replace("localhost", "127.0.0.1")}
        assert (await zola(await opens(**another))).status_code == 503


class TestTheServerIsAway:
    async def test_503_and_back_without_a_restart(self, opens: Opens, directory: OpenLdap) -> None:
        client = await opens()
        assert (await zola(client)).status_code == 200
        directory.stop()
        for _ in range(6):
            answer = await zola(client)
            assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
        directory.start()
        async with asyncio.timeout(20):
            while (await zola(client)).status_code != 200:  # noqa: ASYNC110  until auth looks again
                await asyncio.sleep(0.05)
        await log_in(client)

    async def test_one_that_takes_connections_and_says_nothing_costs_its_timeout(
        self, opens: Opens, directory: OpenLdap
    ) -> None:
        with socket.create_server(("127.0.0.1", 0)) as silent:
            client = await opens(uri=f"ldap://127.0.0.1:{silent.getsockname()[1]}", timeout=0.3)
            assert (await zola(client)).status_code == 503
            await log_in(client)  # the others do not mind


class TestTheConfiguration:
    @pytest.mark.parametrize("wrong", [{"uri": "http://x"}, {"user_base_dn": ""}, {"uri": "ldap://"}])
    async def test_a_wrong_one_disables_the_back_end_and_nothing_else(self, opens: Opens, wrong: Any) -> None:
        client = await opens(**wrong)
        assert "ldap_user" not in (await client.get("/backends")).json()["data"]
        await log_in(client)

    @pytest.mark.parametrize("wrong", [{"user_login_attribute": "uid)(x=*"}, {"user_match": "phone"}, {"timeout": 0}])
    def test_what_cannot_be_is_refused_at_the_start(self, wrong: Any) -> None:
        with pytest.raises(ValueError, match="ldap"):
            Settings(ldap=wrong)
