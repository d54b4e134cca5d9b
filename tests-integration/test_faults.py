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
from xivo_testkit.fleet import PATIENCE, Fleet, eventually
from xivo_testkit.phones import hear_each_other
from xivo_testkit.recorder import BusRecorder

pytestmark = [pytest.mark.integration, pytest.mark.fault]


@pytest.fixture
def impatient(fleet: Fleet) -> Iterator[httpx.Client]:
    """Confd's API, with every answer as it comes, however slow the machine is."""
    with fleet.confd() as client:
        client.timeout = httpx.Timeout(PATIENCE)
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
                worker.join(PATIENCE)

    def until_written(self, count: int) -> None:
        """So many more."""
        wanted = len(self.created) + count
        eventually(lambda: len(self.created) >= wanted, 120, what=f"{count} writes")

    def clean_up(self) -> None:
        with ThreadPoolExecutor(5) as pool:
            list(pool.map(lambda user_id: self.confd.delete(f"/users/{user_id}"), self.created))


class TestTheBrokerIsAway:
    def test_no_write_fails_and_every_event_arrives_once(
        self, fleet: Fleet, confd: httpx.Client, bus: BusRecorder
    ) -> None:
        load = Load(confd, rate=20)  # it comes again where a busy database was not quick enough
        with load.running():
            load.until_written(20)
            fleet.kill("rabbitmq")
            load.until_written(200)
            fleet.start("rabbitmq")
            eventually(lambda: "xivo" in fleet.exec("rabbitmq", "rabbitmqctl", "-q", "list_exchanges"), 120)
            back = time.monotonic()
            load.until_written(20)
        wanted = set(load.created)
        eventually(lambda: wanted <= {heard.data["id"] for heard in bus.named("user_created")}, what="all events")
        print(f"{len(wanted)} writes, answers {dict(load.answers)}; all events {time.monotonic() - back:.1f} s after")
        ids = [heard.message_id for heard in bus.named("user_created") if heard.data["id"] in wanted]
        load.clean_up()
        assert set(load.answers) == {201}
        assert len(set(ids)) == len(wanted)


class TestTheDatabaseRestarts:
    def test_only_503_and_nothing_half_written(self, fleet: Fleet, impatient: httpx.Client, bus: BusRecorder) -> None:
        load = Load(impatient, rate=30)
        with load.running():
            load.until_written(30)
            fleet.docker("restart", "-t", "5", fleet.container("postgres"))
            fleet.forget_addresses()
            load.until_written(100)
        gap = load.failures[-1] - load.failures[0] if load.failures else 0.0
        print(f"answers {dict(load.answers)}; first to last failure: {gap:.2f} s")
        found = eventually(lambda: impatient.get("/users", params={"search": "Load"}).raise_for_status().json())
        users = {user["id"] for user in found["items"]}
        eventually(
            lambda: {heard.data["id"] for heard in bus.named("user_created")} >= users, what="an event for each row"
        )
        load.clean_up()
        assert set(load.answers) <= {201, 503}
        assert set(load.created) <= users


class TestConsulIsAway:
    def test_a_fleet_that_starts_without_consul_finds_it_later(self, fleet: Fleet) -> None:
        fleet.stop("consul")
        fleet.restart("auth")
        fleet.restart("confd")
        eventually(lambda: httpx.get(f"{fleet.url('confd', 9486)}/health/live", timeout=5).is_success)
        fleet.start("consul")
        for service in ("auth", "confd"):
            print(f"{service} ready {fleet.wait_ready(service, SERVICES[service]):.1f} s after consul came")


@contextmanager
def conversation(alice: Desk, bob: Desk) -> Iterator[None]:
    """Alice and Bob talk while the block runs; both must still hear each other when it ends."""
    bob.phone.forgets()
    alice.phone.calls("1002")
    bob.phone.rings()
    bob.phone.answers()
    alice.phone.talks()
    bob.phone.talks()
    try:
        yield
        hear_each_other(alice.phone, bob.phone)
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


class TestAContainerDiesDuringACall:
    @pytest.mark.parametrize("service", NEIGHBOURS)
    def test_the_call_goes_on(self, fleet: Fleet, alice: Desk, bob: Desk, service: str) -> None:
        with conversation(alice, bob):
            fleet.kill(service)
        fleet.start(service)
        if service in SERVICES:
            fleet.wait_ready(service, SERVICES[service])

    def test_a_new_call_goes_through_without_agid(self, fleet: Fleet, alice: Desk, bob: Desk) -> None:
        fleet.kill("agid")
        try:
            with conversation(alice, bob):
                pass
        finally:
            fleet.start("agid")
        fleet.wait_ready("agid", SERVICES["agid"])


class TestAsteriskDies:
    def test_it_is_back_and_resynchronised(self, fleet: Fleet, bus: BusRecorder, alice: Desk, bob: Desk) -> None:
        seen = len(bus.keyed("ami.resynced"))
        fleet.kill("asterisk")
        fleet.start("asterisk")
        started = time.monotonic()
        eventually(lambda: len(bus.keyed("ami.resynced")) > seen, what="ami.resynced")
        print(f"resynchronised {time.monotonic() - started:.1f} s after the start of the container")
        for desk in (alice, bob):
            desk.phone.boots()
            desk.phone.registers()
        with conversation(alice, bob):
            pass


def settled(confd: httpx.Client) -> int:
    """How many calls are logged, once those of earlier tests are."""
    counts: list[int] = []

    def quiet() -> bool:
        counts.append(len(call_log(confd)))
        return counts[-3:] == [counts[-1]] * 3

    eventually(quiet, every=1, what="no more lines")
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
                pass
        fleet.start(victim)
        fleet.wait_ready(victim, SERVICES[victim])
        eventually(lambda: len(call_log(confd)) >= before + 3, what="three more lines")
        assert settled(confd) == before + 3
