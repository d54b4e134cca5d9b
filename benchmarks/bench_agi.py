# SPDX-License-Identifier: GPL-3.0-or-later
"""500 FastAGI connections at once: held open while others arrive, and all begun in one instant.

The second is beside a server that does nothing (`agi_floor.py`): both share the cores with the player of Asterisk.
"""

from __future__ import annotations

import contextlib
import select
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from agi_floor import PORT as FLOOR_PORT
from figures import RUNS, Figure
from load import percentile
from under_test import fleet
from xivo_testkit.fleet import eventually
from xivo_testkit.office import dismiss, hire

CONNECTIONS = 500
CALLS, CALLS_PER_SECOND = 400, 200
PATIENCE_SECONDS = 10.0


def environment(user_id: int) -> bytes:
    """What Asterisk says first, on a call from and to this user."""
    headers = {
        "network": "yes",
        "network_script": "incoming_user_set_features",
        "request": "agi://agid/incoming_user_set_features",
        "channel": "PJSIP/bench-00000001",
        "uniqueid": "1.1",
        "arg_1": str(user_id),
        "arg_2": "1001",
        "arg_3": "default",
        "arg_4": str(user_id),
    }
    return "".join(f"agi_{name}: {value}\n" for name, value in headers.items()).encode() + b"\n"


class Player:
    """Plays Asterisk on many connections from one thread: the environment, then an answer to each command.

    A call's time ends with agid's last word, which is when the dialplan goes on.
    """

    def __init__(self, address: tuple[str, int], user_id: int) -> None:
        self._address = address
        self._environment = environment(user_id)
        self._poll = select.epoll()
        self._calls: dict[int, tuple[socket.socket, float]] = {}
        self.times: list[float] = []
        self.refused = 0

    def begin(self, calls: int = 1) -> None:
        connections = [socket.socket() for _ in range(calls)]
        for connection in connections:
            connection.setblocking(False)
        for connection in connections:
            self._calls[connection.fileno()] = connection, time.perf_counter()
            connection.connect_ex(self._address)
            self._poll.register(connection.fileno(), select.EPOLLOUT)

    @property
    def open(self) -> int:
        return len(self._calls)

    def play(self, until: float) -> None:
        """Until that time, or until no call is left."""
        while self._calls and (left := until - time.perf_counter()) > 0:
            for file, events in self._poll.poll(min(left, 0.05), CONNECTIONS):
                connection, begun = self._calls[file]
                try:
                    if self._step(connection, events):
                        continue
                    self.times.append((time.perf_counter() - begun) * 1e3)
                except OSError:
                    self.refused += 1
                self._poll.unregister(file)
                del self._calls[file]
                connection.close()

    def _step(self, connection: socket.socket, events: int) -> bool:
        if events & select.EPOLLOUT:
            connection.send(self._environment)
            self._poll.modify(connection.fileno(), select.EPOLLIN)
            return True
        commands = connection.recv(65536)
        if commands:
            connection.send(b"200 result=1\n" * commands.count(b"\n"))
        return bool(commands)


@dataclass(frozen=True)
class Run:
    refused: int
    median: float
    percentile_99: float

    @classmethod
    def of(cls, player: Player) -> Run:
        """What became of the calls, in milliseconds from connect to hang-up."""
        player.play(time.perf_counter() + PATIENCE_SECONDS)
        times = sorted(player.times)
        return cls(player.refused + player.open, percentile(times, 0.5), percentile(times, 0.99))


def all_at_once(address: tuple[str, int], user_id: int) -> Run:
    player = Player(address, user_id)
    player.begin(CONNECTIONS)
    return Run.of(player)


def while_others_are_open(address: tuple[str, int], user_id: int) -> Run:
    """Calls that arrive one by one, while 500 others wait in the middle of theirs."""
    with contextlib.ExitStack() as stack:
        held = [
            stack.enter_context(socket.create_connection(address, timeout=PATIENCE_SECONDS)) for _ in range(CONNECTIONS)
        ]
        for connection in held:
            connection.sendall(environment(user_id))
        for connection in held:
            connection.recv(65536)
        player = Player(address, user_id)
        begun = time.perf_counter()
        for number in range(CALLS):
            next_at = begun + number / CALLS_PER_SECOND
            player.play(next_at)
            time.sleep(max(0.0, next_at - time.perf_counter()))
            player.begin()
        return Run.of(player)


@contextlib.contextmanager
def floor() -> Iterator[tuple[str, int]]:
    address = ("127.0.0.1", FLOOR_PORT)
    process = subprocess.Popen([sys.executable, str(Path(__file__).with_name("agi_floor.py"))])
    try:
        eventually(lambda: socket.create_connection(address, timeout=1).close() is None, 10)
        yield address
    finally:
        process.terminate()
        process.wait()


def middle(runs: list[Run]) -> Run:
    """The median run, by its 99th percentile."""
    return sorted(runs, key=lambda run: run.percentile_99)[len(runs) // 2]


def measure() -> list[Figure]:
    measured = fleet()
    confd = measured.confd()
    employee = hire(confd, "Agi", "Bench", "1590")
    time.sleep(1)  # agid has heard of the new user by the bus
    agid = (measured.address("agid"), 4573)
    with floor() as nothing:
        held = [while_others_are_open(agid, employee.user_id) for _ in range(RUNS)]
        bursts = [(all_at_once(agid, employee.user_id), all_at_once(nothing, employee.user_id)) for _ in range(RUNS)]
    dismiss(confd, employee)
    arriving, ours, least = middle(held), middle([one for one, _ in bursts]), middle([one for _, one in bursts])
    return [
        Figure(
            f"FastAGI, {CONNECTIONS} connections at once, refused",
            sum(run.refused for run in held) + sum(one.refused for one, _ in bursts),
            "",
            "<= 0",
            f"{RUNS} runs of each of the next two",
        ),
        Figure(
            f"FastAGI, {CONNECTIONS} connections at once, {CALLS_PER_SECOND} more a second: 99th percentile",
            arriving.percentile_99,
            "ms",
            "<= 30",
            f"from connect to hang-up; median {arriving.median:.1f} ms",
        ),
        Figure(
            f"FastAGI, {CONNECTIONS} begun in one instant: 99th percentile against a server that does nothing",
            ours.percentile_99 / least.percentile_99,
            "times",
            "<= 3",
            f"{ours.percentile_99:.0f} ms (median {ours.median:.0f}) against {least.percentile_99:.0f} ms "
            f"(median {least.median:.0f}), the player of Asterisk on the same cores in both",
        ),
    ]
