# SPDX-License-Identifier: GPL-3.0-or-later
"""500 FastAGI connections at once: held open while calls arrive, and all begun in one instant.

The second is beside a server that does nothing (`agi_floor.py`): both share the cores with the player of Asterisk.
"""

from __future__ import annotations

import contextlib
import selectors
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
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
    """Plays Asterisk on many connections from one thread: the environment, then an answer to each command."""

    def __init__(self, address: tuple[str, int], user_id: int) -> None:
        self._address = address
        self._environment = environment(user_id)
        self._selector = selectors.DefaultSelector()
        self._begun: dict[socket.socket, float] = {}
        self.times: list[float] = []
        self.refused = 0

    def begin(self) -> None:
        connection = socket.socket()
        connection.setblocking(False)
        self._begun[connection] = time.perf_counter()
        connection.connect_ex(self._address)
        self._selector.register(connection, selectors.EVENT_WRITE)

    @property
    def open(self) -> int:
        return len(self._begun)

    def play(self, until: float) -> None:
        """Until that time, or until no call is left."""
        while self._begun and (left := until - time.perf_counter()) > 0:
            for key, events in self._selector.select(min(left, 0.05)):
                assert isinstance(key.fileobj, socket.socket)
                try:
                    if not self._step(key.fileobj, events):
                        self._end(key.fileobj)
                        self.times.append((time.perf_counter() - self._begun.pop(key.fileobj)) * 1e3)
                except OSError:
                    self.refused += 1
                    self._end(key.fileobj)
                    del self._begun[key.fileobj]

    def _step(self, connection: socket.socket, events: int) -> bool:
        if events & selectors.EVENT_WRITE:
            connection.send(self._environment)
            self._selector.modify(connection, selectors.EVENT_READ)
            return True
        commands = connection.recv(65536)
        if commands:
            connection.send(b"200 result=1\n" * commands.count(b"\n"))
        return bool(commands)

    def _end(self, connection: socket.socket) -> None:
        self._selector.unregister(connection)
        connection.close()


def all_at_once(address: tuple[str, int], user_id: int) -> tuple[int, float]:
    """How many were refused, and the 99th percentile in milliseconds."""
    player = Player(address, user_id)
    for _ in range(CONNECTIONS):
        player.begin()
    player.play(time.perf_counter() + PATIENCE_SECONDS)
    return player.refused + player.open, percentile(sorted(player.times), 0.99)


def while_others_are_open(address: tuple[str, int], user_id: int) -> tuple[int, float]:
    """The same for calls one by one, while 500 others wait in the middle of theirs."""
    with contextlib.ExitStack() as held:
        for _ in range(CONNECTIONS):
            held.enter_context(socket.create_connection(address, timeout=PATIENCE_SECONDS)).sendall(
                environment(user_id)
            )
        player = Player(address, user_id)
        begun = time.perf_counter()
        for number in range(CALLS):
            next_at = begun + number / CALLS_PER_SECOND
            player.play(next_at)
            time.sleep(max(0.0, next_at - time.perf_counter()))
            player.begin()
        player.play(time.perf_counter() + PATIENCE_SECONDS)
    return player.refused + player.open, percentile(sorted(player.times), 0.99)


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


def median(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]


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
    ours, floors = median([burst[0][1] for burst in bursts]), median([burst[1][1] for burst in bursts])
    return [
        Figure(
            f"FastAGI, {CONNECTIONS} connections open and {CALLS_PER_SECOND} calls/s, 99th percentile",
            median([run[1] for run in held]),
            "ms",
            "<= 30",
            "from connect to hang-up",
        ),
        Figure(
            f"FastAGI, {CONNECTIONS} begun in one instant, 99th percentile against a server that does nothing",
            ours / floors,
            "times",
            "<= 3",
            f"{ours:.0f} ms against {floors:.0f} ms, the player of Asterisk on the same cores in both",
        ),
        Figure(
            "FastAGI, connections refused in both",
            sum(run[0] for run in held) + sum(burst[0][0] for burst in bursts),
            "",
            "<= 0",
        ),
    ]
