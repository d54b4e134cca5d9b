# SPDX-License-Identifier: GPL-3.0-or-later
"""Logins, tokens and directories while a neighbour is away, with the patience that the product has."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import httpx
import pytest
from conftest import SERVICES
from offices import Office
from test_directories import EMMETT, Directories, dird, directories  # noqa: F401  fixtures
from xivo_access.verifier import FRESH_SECONDS
from xivo_auth.settings import Settings
from xivo_testkit.fleet import Fleet, eventually
from xivo_testkit.token_doors import refuses

pytestmark = [pytest.mark.integration, pytest.mark.fault]

PATIENCE = "TEST_LOGIN_TIMEOUT"
COMES_BACK = 90.0
CONSUL_IS_AWAY = ("Connection to consul failed", "Connection to consul timedout")
HANGS = 30.0
"""Seconds: what took so long has no limit of its own, which is one second for a login."""


def start_again(fleet: Fleet, service: str) -> None:
    fleet.start(service)
    for daemon in ("auth", "confd", "dird"):
        fleet.wait_ready(daemon, SERVICES[daemon], COMES_BACK)


class Logins:
    def __init__(self, fleet: Fleet) -> None:
        self._fleet = fleet
        self._administrator = ("admin", fleet.secrets["ADMIN_PASSWORD"])

    @property
    def url(self) -> str:
        return f"{self._fleet.url('auth', 9497)}/0.1/token"

    def ask(self) -> httpx.Response:
        return httpx.post(self.url, auth=self._administrator, json={"backend": "xivo_admin"}, timeout=HANGS)

    def token(self) -> str:
        return str(eventually(lambda: self.ask().raise_for_status().json()["data"]["token"]))


@pytest.fixture
def logins(fleet: Fleet) -> Logins:
    return Logins(fleet)


@pytest.fixture(scope="class")
def usual_patience(fleet: Fleet) -> Iterator[None]:
    """auth with the login's time limit of the product; elsewhere the fleet under test has more."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(PATIENCE, str(Settings.model_fields["login_timeout"].default))
        fleet.compose("up", "-d", "--no-deps", "auth")
        fleet.wait_ready("auth", SERVICES["auth"], COMES_BACK)
        yield
    fleet.compose("up", "-d", "--no-deps", "auth")
    fleet.wait_ready("auth", SERVICES["auth"], COMES_BACK)


@pytest.mark.usefixtures("usual_patience")
class TestLogins:
    """A login answers or says within a second that it can't, and known tokens stay good: nothing hangs.

    Without Consul that is the 500 of the contract, or 503 if there was no time left to notice it.
    """

    @pytest.mark.parametrize(
        ("away", "answers"),
        [("rabbitmq", {200, 503}), ("confd", {200, 503}), ("postgres", {503}), ("consul", {500, 503})],
        ids=["rabbitmq", "confd", "postgres", "consul"],
    )
    def test_while_something_is_away(self, fleet: Fleet, logins: Logins, away: str, answers: set[int]) -> None:
        # SYS-266 SYS-268
        known = logins.token()
        with httpx.Client(timeout=HANGS) as client:
            for daemon in ("confd", "dird"):
                assert not refuses(client, fleet, daemon, known)
            fleet.kill(away)
            try:
                for _ in range(5):
                    begun = time.monotonic()
                    answer = logins.ask()
                    print(f"login without {away}: {answer.status_code} after {time.monotonic() - begun:.2f} s")
                    assert answer.status_code in answers, answer.text
                    assert client.head(f"{logins.url}/{known}").status_code == 204
                if 200 in answers:
                    logins.token()
                if away == "consul" and answer.status_code == 500:
                    assert answer.json()["reason"][0] in CONSUL_IS_AWAY
                if away != "confd":
                    assert not refuses(client, fleet, "confd", known)
            finally:
                start_again(fleet, away)
        logins.token()


class TestAuthIsAway:
    def test_known_tokens_stay_good_for_a_minute_and_others_are_503(self, fleet: Fleet, logins: Logins) -> None:
        # SYS-277
        known, other = logins.token(), logins.token()
        infos = f"{fleet.url('confd', 9486)}/1.1/infos"

        def status(token: str) -> int:
            answer = httpx.get(infos, headers={"X-Auth-Token": token, "Accept": "application/json"}, timeout=HANGS)
            assert answer.status_code != 503 or answer.headers["Retry-After"].isdecimal()
            return answer.status_code

        assert status(known) == 200
        fleet.kill("auth")
        try:
            assert status(known) == 200
            assert status(other) == 503
            assert status(known) == 200
            eventually(lambda: status(known) == 503, FRESH_SECONDS + 30, every=0.5)
        finally:
            start_again(fleet, "auth")
        eventually(lambda: status(known) == 200)


class TestTheBrokerIsAway:
    """Cut off from what its neighbours announce, dird answers from what it has, and catches up."""

    @pytest.fixture
    def without_broker(self, fleet: Fleet) -> Iterator[Callable[[], None]]:
        """Away until the test calls it back."""
        fleet.kill("rabbitmq")
        is_back = False

        def back() -> None:
            nonlocal is_back
            is_back = True
            start_again(fleet, "rabbitmq")

        yield back
        if not is_back:
            back()

    def test_lookups_go_on_and_changes_are_found_afterwards(
        self,
        fleet: Fleet,
        office: Office,
        directories: Directories,  # noqa: F811
        request: pytest.FixtureRequest,
    ) -> None:
        # SYS-297 CC-031
        names = {"firstname": "phonebook.firstname", "lastname": "phonebook.lastname"}
        number = {"phone": "phonebooknumber.office.number"}
        book = directories.define("book", {"type": "phonebook"}, ["phonebook.lastname"], [], **number, **names)
        directories.show(book)
        office.make("/phonebook_contacts", **EMMETT)
        eventually(lambda: directories.finds("brown") == [["Emmett Brown", "5550988", False]])
        back = request.getfixturevalue("without_broker")
        for _ in range(5):
            assert directories.finds("brown") == [["Emmett Brown", "5550988", False]]
        office.make("/phonebook_contacts", **{**EMMETT, "firstname": "Verna", "displayname": "Verna Brown"})
        assert directories.finds("brown")
        back()
        both = [["Emmett Brown", "5550988", False], ["Verna Brown", "5550988", False]]
        eventually(lambda: sorted(directories.finds("brown")) == both, what="the change made meanwhile")

    def test_a_token_that_was_revoked_meanwhile_is_refused_afterwards(
        self, fleet: Fleet, logins: Logins, request: pytest.FixtureRequest
    ) -> None:
        # SYS-270
        token = logins.token()
        with httpx.Client(timeout=HANGS) as client:
            for daemon in ("confd", "dird"):
                assert not refuses(client, fleet, daemon, token)
            back = request.getfixturevalue("without_broker")
            assert client.delete(f"{logins.url}/{token}").status_code == 200
            assert client.head(f"{logins.url}/{token}").status_code == 404
            back()
            for daemon in ("confd", "dird"):
                eventually(lambda daemon=daemon: refuses(client, fleet, daemon, token), what=f"{daemon} refuses")
