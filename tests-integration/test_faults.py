# SPDX-License-Identifier: GPL-3.0-or-later
"""What breaks, one thing at a time, and what goes on all the same. Figures are printed."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx
import pytest
from conftest import SERVICES
from offices import Desk
from test_first_call import call_log
from xivo_testkit.fleet import Fleet, eventually
from xivo_testkit.recorder import BusRecorder

pytestmark = [pytest.mark.integration, pytest.mark.fault]


@pytest.fixture
def impatient(fleet: Fleet) -> Iterator[httpx.Client]:
    """Confd's API, with every answer as it comes."""
    with fleet.confd() as client:
        yield client


@dataclass
class Load:
    """Writes at a steady rate from several threads, with every answer counted."""

    confd: httpx.Client
    rate: float
    answers: Counter[int] = field(default_factory=Counter)
    created: list[int] = field(default_factory=list)
    failures: list[float] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)

    def _work(self, share: float) -> None:
        number = 0
        due = time.monotonic()
        while not self._stop.is_set():
            number += 1
            try:
                answer = self.confd.post("/users", json={"firstname": f"Load{number}"})
                self.answers[answer.status_code] += 1
                if answer.status_code == 201:
                    self.created.append(answer.json()["id"])
                else:
                    self.failures.append(time.monotonic())
            except httpx.HTTPError:
                self.answers[0] += 1
                self.failures.append(time.monotonic())
            due += 1 / share
            time.sleep(max(0.0, due - time.monotonic()))

    @contextmanager
    def running(self, threads: int = 5) -> Iterator[None]:
        workers = [threading.Thread(target=self._work, args=(self.rate / threads,)) for _ in range(threads)]
        for worker in workers:
            worker.start()
        try:
            yield
        finally:
            self._stop.set()
            for worker in workers:
                worker.join(20)

    def clean_up(self) -> None:
        with ThreadPoolExecutor(5) as pool:
            list(pool.map(lambda user_id: self.confd.delete(f"/users/{user_id}"), self.created))


def wait_ready(fleet: Fleet, service: str, timeout: float = 30) -> float:
    """Seconds until the service says it is ready again."""
    start = time.monotonic()
    fleet.forget_addresses()
    eventually(
        lambda: httpx.get(f"{fleet.url(service, SERVICES[service])}/health/ready", timeout=1).is_success,
        timeout,
        what=f"{service} ready",
    )
    return time.monotonic() - start


class TestTheBrokerIsAway:
    def test_no_write_fails_and_every_event_arrives_once(
        self, fleet: Fleet, impatient: httpx.Client, bus: BusRecorder
    ) -> None:
        load = Load(impatient, rate=20)
        with load.running():
            time.sleep(3)
            fleet.kill("rabbitmq")
            time.sleep(60)
            fleet.start("rabbitmq")
            eventually(lambda: "xivo" in fleet.exec("rabbitmq", "rabbitmqctl", "-q", "list_exchanges"), 60)
            back = time.monotonic()
            time.sleep(1)
        wanted = set(load.created)
        eventually(lambda: wanted <= {heard.data["id"] for heard in bus.named("user_created")}, 15, what="all events")
        print(f"{len(wanted)} writes, answers {dict(load.answers)}; all events {time.monotonic() - back:.1f} s after")
        ids = [heard.message_id for heard in bus.named("user_created") if heard.data["id"] in wanted]
        load.clean_up()
        assert set(load.answers) == {201}
        assert len(set(ids)) == len(wanted)


class TestTheDatabaseRestarts:
    def test_only_503_for_at_most_three_seconds_and_nothing_half_written(
        self, fleet: Fleet, impatient: httpx.Client, bus: BusRecorder
    ) -> None:
        load = Load(impatient, rate=30)
        with load.running():
            time.sleep(2)
            fleet.docker("restart", "-t", "5", fleet.container("postgres"))
            fleet.forget_addresses()
            time.sleep(8)
        print(f"answers {dict(load.answers)}")
        gap = load.failures[-1] - load.failures[0] if load.failures else 0.0
        print(f"first to last failure: {gap:.2f} s")
        users = {user["id"] for user in impatient.get("/users", params={"search": "Load"}).json()["items"]}
        announced = eventually(
            lambda: (ids := {heard.data["id"] for heard in bus.named("user_created")}) >= users and ids,
            10,
            what="an event for each row",
        )
        load.clean_up()
        assert set(load.answers) <= {201, 503}
        assert gap <= 3
        assert set(load.created) <= users
        assert announced is not None


class TestConsulIsAway:
    def test_known_tokens_stay_good_and_a_login_fails_clearly_and_at_once(
        self, fleet: Fleet, impatient: httpx.Client
    ) -> None:
        # SYS-266
        assert impatient.get("/infos").status_code == 200
        fleet.kill("consul")
        try:
            assert impatient.get("/infos").status_code == 200
            start = time.monotonic()
            answer = httpx.post(
                f"{fleet.url('auth', 9497)}/0.1/token",
                auth=("admin", fleet.secrets["ADMIN_PASSWORD"]),
                json={"backend": "xivo_admin"},
                timeout=10,
            )
            took = time.monotonic() - start
            print(f"login without consul: {answer.status_code} after {took:.2f} s")
            assert answer.status_code in (500, 503)
            assert took < 1.5
        finally:
            fleet.start("consul")
        wait_ready(fleet, "auth")
        fresh = httpx.post(
            f"{fleet.url('auth', 9497)}/0.1/token",
            auth=("admin", fleet.secrets["ADMIN_PASSWORD"]),
            json={"backend": "xivo_admin"},
            timeout=10,
        )
        assert fresh.status_code == 200

    def test_a_fleet_that_starts_without_consul_finds_it_later(self, fleet: Fleet) -> None:
        fleet.stop("consul")
        fleet.restart("auth")
        fleet.restart("confd")
        live = eventually(lambda: httpx.get(f"{fleet.url('confd', 9486)}/health/live", timeout=1).is_success, 20)
        assert live
        fleet.start("consul")
        for service in ("auth", "confd"):
            print(f"{service} ready {wait_ready(fleet, service):.1f} s after consul came")


@contextmanager
def conversation(alice: Desk, bob: Desk) -> Iterator[None]:
    """Alice and Bob talk while the block runs; both must still be talking when it ends."""
    bob.phone.forgets()
    alice.phone.calls("1002")
    bob.phone.rings()
    bob.phone.answers()
    alice.phone.talks()
    bob.phone.talks()
    try:
        yield
        closed = [event for desk in (alice, bob) for event in desk.phone.unseen("CALL_CLOSED")]
        assert not closed, closed
    finally:
        alice.phone.hangs_up()
    alice.phone.ends()
    bob.phone.ends()


NEIGHBOURS = [
    "agid",
    "amid",
    "auth",
    "call-logd",
    "confd",
    "confgend",
    "consul",
    "edge",
    "postgres",
    "provd",
    "rabbitmq",
    "sysconfd",
]


class TestLoginsWhileSomethingIsAway:
    """A login answers, or 503 within a second (here with a margin for the machine); known tokens stay good."""

    @pytest.mark.parametrize(
        ("away", "expected"), [("rabbitmq", {200}), ("postgres", {503}), ("confd", {200})], ids=str
    )
    def test_one_at_a_time(self, fleet: Fleet, away: str, expected: set[int]) -> None:
        # SYS-266
        auth = f"{fleet.url('auth', 9497)}/0.1/token"
        administrator = ("admin", fleet.secrets["ADMIN_PASSWORD"])
        known = httpx.post(auth, auth=administrator, json={"backend": "xivo_admin"}, timeout=10).json()["data"]["token"]
        fleet.kill(away)
        try:
            for _ in range(5):
                start = time.monotonic()
                answer = httpx.post(auth, auth=administrator, json={"backend": "xivo_admin"}, timeout=10)
                took = time.monotonic() - start
                print(f"login without {away}: {answer.status_code} after {took:.2f} s")
                assert answer.status_code in expected, answer.text
                assert took < 2
                assert httpx.head(f"{auth}/{known}", timeout=2).status_code == 204
        finally:
            fleet.start(away)
        wait_ready(fleet, "auth", 60)
        eventually(
            lambda: httpx.post(auth, auth=administrator, json={"backend": "xivo_admin"}, timeout=10).status_code == 200,
            30,
        )


class TestAContainerDiesDuringACall:
    @pytest.mark.parametrize("service", NEIGHBOURS)
    def test_the_call_goes_on(self, fleet: Fleet, alice: Desk, bob: Desk, service: str) -> None:
        with conversation(alice, bob):
            fleet.kill(service)
            time.sleep(1.5)
        fleet.start(service)
        if service in SERVICES:
            wait_ready(fleet, service, 40)

    def test_a_new_call_goes_through_without_agid(self, fleet: Fleet, alice: Desk, bob: Desk) -> None:
        fleet.kill("agid")
        try:
            with conversation(alice, bob):
                time.sleep(0.5)
        finally:
            fleet.start("agid")
        wait_ready(fleet, "agid")


class TestAsteriskDies:
    def test_it_is_back_and_resynchronised_within_five_seconds(
        self, fleet: Fleet, bus: BusRecorder, alice: Desk, bob: Desk
    ) -> None:
        seen = len(bus.keyed("ami.resynced"))
        fleet.kill("asterisk")
        fleet.start("asterisk")
        started = time.monotonic()
        eventually(lambda: len(bus.keyed("ami.resynced")) > seen, 15, what="ami.resynced")
        took = time.monotonic() - started
        print(f"resynchronised {took:.1f} s after the start of the container")
        assert took <= 5
        for desk in (alice, bob):
            desk.phone.boots()
            desk.phone.registers()
        with conversation(alice, bob):
            time.sleep(0.5)


def settled(confd: httpx.Client) -> int:
    """How many calls are logged, once those of earlier tests are."""
    counts: list[int] = []

    def quiet() -> bool:
        counts.append(len(call_log(confd)))
        return counts[-3:] == [counts[-1]] * 3

    eventually(quiet, 30, every=1, what="no more lines")
    return counts[-1]


class TestCallLogsAreComplete:
    @pytest.mark.parametrize("victim", ["call-logd", "sysconfd"])
    def test_a_call_made_while_it_is_dead_is_logged_once_afterwards(
        self, fleet: Fleet, confd: httpx.Client, alice: Desk, bob: Desk, victim: str
    ) -> None:
        before = settled(confd)
        fleet.kill(victim)
        for _ in range(3):
            with conversation(alice, bob):
                time.sleep(0.5)
        fleet.start(victim)
        wait_ready(fleet, victim, 40)
        eventually(lambda: len(call_log(confd)) >= before + 3, 15, what="three more lines")
        time.sleep(1)
        assert len(call_log(confd)) == before + 3
