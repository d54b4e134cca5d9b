# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls by sipp through our dialplan beside a bare `Dial()` on the same Asterisk: post-dial delay, calls a second."""

from __future__ import annotations

import contextlib
import csv
import re
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from figures import RUNS, Figure
from under_test import fleet
from xivo_testkit.fleet import Fleet, eventually
from xivo_testkit.office import Employee, dismiss, hire

SCENARIOS = Path(__file__).parent / "sipp"
CALLEE_PORT, CALLER_PORT = 6070, 6090
BARE, CALLEE = "1597", "1599"
AT_ONCE = 15
TOLERATED = 0.01
"""Share of calls that may fail."""


def sipp(*arguments: str, cwd: str, seconds: int = 60) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sipp", *arguments, "-nostdin"], cwd=cwd, capture_output=True, text=True, timeout=seconds, check=False
    )


@dataclass(frozen=True)
class Run:
    delays: list[float]
    """Milliseconds from INVITE to 180, a call each."""
    rate: float
    """Calls that began to ring, a second."""
    failed: int

    @property
    def delay(self) -> float:
        return statistics.median(self.delays)


class Bench:
    """A caller and callees on this host, registered like phones."""

    def __init__(self, measured: Fleet, caller: Employee, callees: Sequence[Employee], folder: str) -> None:
        confd = measured.confd()
        self.server = f"{measured.address('asterisk', 'phones')}:5060"
        networks = measured.inspect("asterisk")["NetworkSettings"]["Networks"]
        self.host = networks[f"{measured.project}_phones"]["Gateway"]
        self.folder = folder
        self.numbers = [callee.exten for callee in callees]
        self.caller, *self._lines = (confd.get(f"/lines_sip/{who.line_id}").json() for who in (caller, *callees))

    def register(self) -> None:
        for line in self._lines:
            done = sipp(
                self.server, "-sf", str(SCENARIOS / "register.xml"), "-s", line["username"], "-au", line["username"],
                "-ap", line["secret"], "-i", self.host, "-p", str(CALLEE_PORT), "-m", "1", cwd=self.folder,
            )  # fmt: skip
            if done.returncode:
                raise RuntimeError(f"a callee did not register: {done.stdout[-1500:]}")

    def reached(self, measured: Fleet) -> bool:
        """Whether each callee answers OPTIONS."""
        contacts = measured.asterisk("pjsip show contacts").splitlines()
        return all(any(line["username"] in one and "Avail" in one for one in contacts) for line in self._lines)

    @contextlib.contextmanager
    def answering(self, talk_ms: int = 50) -> Iterator[None]:
        """The callee answers, and hangs up after so long."""
        process = subprocess.Popen(
            [
                "sipp", "-sf", str(SCENARIOS / "answer.xml"), "-i", self.host, "-p", str(CALLEE_PORT), "-nostdin",
                "-timer_resol", "1", "-d", str(talk_ms),
            ],
            cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            yield
        finally:
            process.terminate()
            process.wait(10)

    def call(self, numbers: Sequence[str], calls: int, rate: int, at_once: int, seconds: int = 120) -> Run:
        """So many calls, to the numbers in turn, at this rate while fewer than ``at_once`` are going on."""
        for old in Path(self.folder).glob("call_*"):
            old.unlink()
        line = self.caller
        listed = Path(self.folder) / "numbers.csv"
        listed.write_text("\n".join(("SEQUENTIAL", *numbers)) + "\n")
        done = sipp(
            self.server, "-sf", str(SCENARIOS / "call.xml"), "-inf", str(listed), "-au", line["username"], "-ap",
            line["secret"], "-key", "caller", line["username"], "-i", self.host, "-p", str(CALLER_PORT), "-m",
            str(calls), "-r", str(rate), "-l", str(at_once), "-trace_rtt", "-rtt_freq", "1", "-trace_err", "-aa",
            "-timer_resol", "1", cwd=self.folder, seconds=seconds,
        )  # fmt: skip
        counted = re.search(r"Failed call\s*\|\s*\d+\s*\|\s*(\d+)", done.stdout)
        if counted is None or int(counted[1]) > calls * TOLERATED:
            errors = "".join(log.read_text() for log in Path(self.folder).glob("call_*errors.log"))
            raise RuntimeError(f"calls to {numbers} failed: {errors[-2500:] or done.stdout[-1500:]}")
        with next(Path(self.folder).glob("call_*rtt.csv")).open() as file:
            rows = list(csv.reader(file, delimiter=";"))[1:]
        rang = sorted(float(row[0]) for row in rows)
        rate = (len(rang) - 1) / (rang[-1] - rang[0]) * 1e3
        return Run([float(row[1]) for row in rows], rate, int(counted[1]))

    def pairs(self, calls: int, rate: int, at_once: int) -> list[tuple[Run, Run]]:
        """Bare and ours by turns; which one goes first alternates, too."""
        runs: list[tuple[Run, Run]] = []
        for turn in range(RUNS):
            numbers = (BARE, CALLEE) if turn % 2 else (CALLEE, BARE)
            of = {number: self.call([number], calls, rate, at_once) for number in numbers}
            runs.append((of[BARE], of[CALLEE]))
        return runs


@contextlib.contextmanager
def bare_number(measured: Fleet, callee: Employee) -> Iterator[None]:
    """A number in an administrator's own dialplan file that does nothing but Dial()."""
    path = "/etc/asterisk/extensions_extra.d/bench.conf"
    text = f"[default](+)\\nexten => {BARE},1,Dial(PJSIP/{callee.sip_username},30)\\n"
    measured.exec("asterisk", "sh", "-c", f"printf '{text}' > {path}")
    measured.asterisk("dialplan reload")
    try:
        yield
    finally:
        measured.exec("asterisk", "rm", "-f", path)
        measured.asterisk("dialplan reload")


@contextlib.contextmanager
def employed(confd: Any, name: str, number: str) -> Iterator[Employee]:
    employee = hire(confd, "Sipp", name, number)
    try:
        yield employee
    finally:
        dismiss(confd, employee)


def is_known(measured: Fleet, address: str) -> None:
    """To the guard, as telephones are that registered one after the other: here all begin at once."""
    measured.exec("guard", "guard", "unban", address, check=False)
    program = f"import sys; sys.path.insert(0, '/usr/local/lib/guard'); import kernel; kernel.know('{address}')"
    measured.exec("guard", "python3", "-c", program)


@contextlib.contextmanager
def set_up(measured: Fleet, numbers: Sequence[str] = (CALLEE,), talk_ms: int = 50) -> Iterator[Bench]:
    """A caller, and callees who take twenty calls each; some calls have been made, through both dialplans."""
    confd = measured.confd()
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        caller = stack.enter_context(employed(confd, "Caller", "1598"))
        callees = [stack.enter_context(employed(confd, "Callee", number)) for number in numbers]
        for callee in callees:
            confd.put(f"/users/{callee.user_id}/telephony", json={"simultaneous_calls": 20})
        time.sleep(2)  # Asterisk and agid have heard of it all
        stack.enter_context(bare_number(measured, callees[0]))
        bench = Bench(measured, caller, callees, folder)
        is_known(measured, bench.host)
        bench.register()
        stack.enter_context(bench.answering(talk_ms))
        eventually(lambda: bench.reached(measured), 10, what="the callees answer OPTIONS")
        for number in (BARE, *bench.numbers):
            bench.call([number], 20, 10, 10)
        yield bench


def measure() -> list[Figure]:
    with set_up(fleet()) as bench:
        slow = bench.pairs(100, 10, 10)
        loaded = bench.pairs(400, 400, AT_ONCE)
    plain, ours = (statistics.median(run.delay for run in side) for side in zip(*slow, strict=True))
    plain_rate, our_rate = (statistics.median(run.rate for run in side) for side in zip(*loaded, strict=True))
    return [
        Figure(
            "post-dial delay added to a bare Dial(), median",
            statistics.median(mine.delay - other.delay for other, mine in slow),
            "ms",
            "<= 10",
            f"INVITE to 180, 10 calls/s: {ours:.0f} ms against {plain:.0f} ms",
        ),
        Figure(
            f"calls a second with {AT_ONCE} at once, share of a bare Dial()",
            statistics.median(mine.rate / other.rate for other, mine in loaded),
            "",
            ">= 0.8",
            f"{our_rate:.0f}/s against {plain_rate:.0f}/s, sipp on the same cores",
        ),
    ]
