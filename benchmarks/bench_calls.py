# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls by sipp through our dialplan beside a bare `Dial()` on the same Asterisk: post-dial delay, calls a second."""

from __future__ import annotations

import csv
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from figures import RUNS, Figure
from under_test import fleet
from xivo_testkit.fleet import Fleet
from xivo_testkit.office import Employee, dismiss, hire

SCENARIOS = Path(__file__).parent / "sipp"
CALLEE_PORT, CALLER_PORT = 6070, 6090
BARE = "1597"


def sipp(*arguments: str, cwd: str, seconds: int = 60) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sipp", *arguments, "-nostdin"], cwd=cwd, capture_output=True, text=True, timeout=seconds, check=False
    )


class Bench:
    """A caller and a callee on this host, registered like phones."""

    def __init__(self, measured: Fleet, caller: Employee, callee: Employee, folder: str) -> None:
        confd = measured.confd()
        self.server = f"{measured.address('asterisk', 'phones')}:5060"
        networks = measured.inspect("asterisk")["NetworkSettings"]["Networks"]
        self.host = networks[f"{measured.project}_phones"]["Gateway"]
        self.folder = folder
        self.caller, self.callee = (confd.get(f"/lines_sip/{who.line_id}").json() for who in (caller, callee))

    def register(self) -> None:
        line = self.callee
        done = sipp(
            self.server, "-sf", str(SCENARIOS / "register.xml"), "-s", line["username"], "-au", line["username"],
            "-ap", line["secret"], "-i", self.host, "-p", str(CALLEE_PORT), "-m", "1", cwd=self.folder,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"the callee did not register: {done.stdout[-1500:]}")

    def answering(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            ["sipp", "-sn", "uas", "-i", self.host, "-p", str(CALLEE_PORT), "-nostdin"],
            cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def call(self, number: str, calls: int, rate: int, at_once: int) -> tuple[float, float]:
        """(median milliseconds from INVITE to ringing, calls a second)."""
        for old in Path(self.folder).glob("*rtt.csv"):
            old.unlink()
        line = self.caller
        begun = time.perf_counter()
        done = sipp(
            self.server, "-sf", str(SCENARIOS / "call.xml"), "-s", number, "-au", line["username"], "-ap",
            line["secret"], "-key", "caller", line["username"], "-i", self.host, "-p", str(CALLER_PORT), "-m",
            str(calls), "-r", str(rate), "-l", str(at_once), "-trace_rtt", "-rtt_freq", "1",
            cwd=self.folder, seconds=120,
        )  # fmt: skip
        took = time.perf_counter() - begun
        if done.returncode:
            raise RuntimeError(f"calls to {number} failed: {done.stdout[-2500:]}")
        with next(Path(self.folder).glob("*rtt.csv")).open() as file:
            times = [float(row[1]) for row in list(csv.reader(file, delimiter=";"))[1:]]
        return statistics.median(times), calls / took


def measure() -> list[Figure]:
    measured = fleet()
    confd = measured.confd()
    caller, callee = hire(confd, "Sipp", "Caller", "1598"), hire(confd, "Sipp", "Callee", "1599")
    confd.put(f"/users/{callee.user_id}/telephony", json={"simultaneous_calls": 20})
    bare = f"[default](+)\\nexten => {BARE},1,Dial(PJSIP/{callee.sip_username},30)\\n"
    path = "/etc/asterisk/extensions_extra.d/bench.conf"
    measured.exec("asterisk", "sh", "-c", f"printf '{bare}' > {path}")
    time.sleep(1)
    measured.asterisk("dialplan reload")
    delays: list[float] = []
    shares: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(measured, caller, callee, folder)
        bench.register()
        uas = bench.answering()
        try:
            for _ in range(RUNS):
                plain, ours = (bench.call(number, 100, 10, 10)[0] for number in (BARE, "1599"))
                delays.append(ours - plain)
            for _ in range(3):
                plain, ours = (bench.call(number, 400, 200, 10)[1] for number in (BARE, "1599"))
                shares.append(ours / plain)
                print(f"   {ours:.0f} calls/s against {plain:.0f} bare")
        finally:
            uas.terminate()
            uas.wait(10)
            measured.exec("asterisk", "rm", "-f", path)
            measured.asterisk("dialplan reload")
    for employee in (caller, callee):
        dismiss(confd, employee)
    return [
        Figure("post-dial delay added to a bare Dial(), median", statistics.median(delays), "ms", "<= 10"),
        Figure("calls a second, share of a bare Dial()", statistics.median(shares), "", ">= 0.8"),
    ]
