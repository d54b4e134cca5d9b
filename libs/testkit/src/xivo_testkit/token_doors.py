# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a token is shown in the fleet: one route of each daemon, and how long a revoked one still opens it."""

from __future__ import annotations

import time
from collections.abc import Mapping

import httpx

from .fleet import Fleet

PORTS = {
    "agid": 9492,
    "amid": 9491,
    "call-logd": 9298,
    "confd": 9486,
    "confgend": 8669,
    "dird": 9489,
    "provd": 8666,
    "sysconfd": 8668,
}
SOONER_THAN_THE_CACHE = 50.0
"""Seconds; a token that is only cached would last for a minute. `benchmarks/run tokens` has the figure."""
_NOBODY = "00000000-0000-4000-8000-000000000000"
DOORS: Mapping[str, tuple[str, str]] = {
    "agid": ("GET", f"/1.0/users/{_NOBODY}/faxes"),
    "amid": ("POST", "/1.0/action/Ping"),
    "call-logd": ("GET", "/1.0/call_logs"),
    "confd": ("GET", "/1.1/infos"),
    "confgend": ("GET", "/asterisk"),
    "dird": ("GET", "/0.1/personal"),
    "provd": ("GET", "/provd"),
    "sysconfd": ("GET", "/media/moh"),
}
"""Routes without effect; whether what is behind them exists does not matter."""


def refuses(client: httpx.Client, fleet: Fleet, daemon: str, token: str) -> bool:
    method, path = DOORS[daemon]
    url = f"{fleet.url(daemon, PORTS[daemon])}{path}"
    answer = client.request(method, url, headers={"X-Auth-Token": token, "Accept": "*/*"})
    return answer.status_code == httpx.codes.UNAUTHORIZED


def seconds_until_refused(fleet: Fleet, limit: float) -> dict[str, float]:
    """A token that every daemon knows is revoked. Daemon → when it was refused first; ``limit`` if it never was."""
    auth = f"{fleet.url('auth', 9497)}/0.1/token"
    administrator = ("admin", fleet.secrets["ADMIN_PASSWORD"])
    with httpx.Client(timeout=30) as client:
        made = client.post(auth, json={"backend": "xivo_admin"}, auth=administrator).raise_for_status()
        token = made.json()["data"]["token"]
        closed = [daemon for daemon in DOORS if refuses(client, fleet, daemon, token)]
        if closed:
            raise AssertionError(f"a good token is refused by {', '.join(closed)}")
        client.delete(f"{auth}/{token}").raise_for_status()
        begun = time.perf_counter()
        found: dict[str, float] = {}
        while len(found) < len(DOORS) and time.perf_counter() - begun < limit:
            for daemon in DOORS.keys() - found.keys():
                if refuses(client, fleet, daemon, token):
                    found[daemon] = time.perf_counter() - begun
            time.sleep(0.01)
    return dict.fromkeys(DOORS, limit) | found
