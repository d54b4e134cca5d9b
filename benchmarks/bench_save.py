# SPDX-License-Identifier: GPL-3.0-or-later
"""From the answer to the last save until Asterisk has the endpoint."""

from __future__ import annotations

import time

from figures import Figure
from load import percentile
from under_test import fleet
from xivo_testkit.office import dismiss, hire

SAVES = 20


def measure() -> list[Figure]:
    measured = fleet()
    confd, amid = measured.confd(), measured.client("amid", 9491, "/1.0")
    times = []
    time.sleep(2)  # a burst of changes, such as another benchmark's, is over
    for number in range(SAVES):
        employee = hire(confd, "Save", f"Me{number}", str(1500 + number))
        saved = time.perf_counter()
        while True:
            answer = amid.post("/action/PJSIPShowEndpoint", json={"Endpoint": employee.sip_username})
            if answer.is_success and "EndpointDetail" in answer.text:
                break
            if time.perf_counter() - saved > 10:
                raise AssertionError(f"{employee.sip_username} did not appear: {answer.text[:300]}")
            time.sleep(0.01)  # the grain of the measurement
        times.append((time.perf_counter() - saved) * 1e3)
        dismiss(confd, employee)
        time.sleep(0.6)  # the host agent is idle again: each save starts from rest
    times.sort()
    note = f"median {percentile(times, 0.5):.0f} ms of {SAVES}"
    return [Figure("save to usable endpoint, 95th percentile", percentile(times, 0.95), "ms", "<= 500", note)]
