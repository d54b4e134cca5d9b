# SPDX-License-Identifier: GPL-3.0-or-later
"""A plugin of the successor project in its process: what a question, a phone's files and the process itself cost."""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from figures import Figure

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "services" / "provd" / "tests"))

from compat_vendor import ACME_AGENT, ACME_ID, ACME_MAC, build_acme  # noqa: E402
from xivo_provd.compat.plugin import CompatPlugin  # noqa: E402
from xivo_provd.plugin import HTTPRequest, RequestType  # noqa: E402
from xivo_provd.rawconfig import HostDefaults, normalize  # noqa: E402

QUESTIONS, RENDERS, AT_ONCE = 4000, 1000, 16
LINE = {"username": "je5qtq", "password": "x" * 24, "display_name": "Alice", "number": "1001"}


class _Nobody:
    """No daemon: time zones are all that the plugin asks for."""


def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        build_acme(Path(folder))
        return asyncio.run(_measure(Path(folder) / ACME_ID))


async def _measure(folder: Path) -> list[Figure]:
    plugin = CompatPlugin(_Nobody(), str(folder), {}, {})  # type: ignore[arg-type]
    try:
        begun = time.perf_counter()
        await plugin.start()
        start = time.perf_counter() - begun
        raw = {"timezone": "Europe/Paris", "sip_lines": {"1": LINE, "2": LINE}}

        async def ask(number: int) -> None:
            # Another address each time: what was asked before is remembered.
            request = HTTPRequest(f"10.0.{number // 250}.{number % 250}", "/Acme/A20.cfg", {"user-agent": ACME_AGENT})
            await plugin.identify(request, RequestType.HTTP)

        async def render(number: int) -> None:
            values = normalize(raw, HostDefaults("10.34.1.11", 8667, 69))
            await plugin.files({"id": str(number), "mac": ACME_MAC, "model": "A20"}, values)

        questions, renders = await _rate(ask, QUESTIONS), await _rate(render, RENDERS)
        status = Path(f"/proc/{plugin.worker.pid}/status").read_text()  # noqa: ASYNC240
        memory = int(status.split("VmRSS:")[1].split()[0]) / 1024
    finally:
        await plugin.closed()
    return [
        Figure("isolated plugin: from nothing to its first answer", start, "s", "<= 2"),
        Figure("isolated plugin: requests identified", questions, "/s", ">= 1000", "none remembered, 16 at once"),
        Figure("isolated plugin: phones rendered", renders, "/s", ">= 200", "two files each, 16 at once"),
        Figure("isolated plugin: memory of its process", memory, "MB", "<= 40", "resident, after that"),
    ]


async def _rate(work: Callable[[int], Awaitable[Any]], count: int) -> float:
    begun = time.perf_counter()
    for first in range(0, count, AT_ONCE):
        await asyncio.gather(*(work(number) for number in range(first, first + AT_ONCE)))
    return count / (time.perf_counter() - begun)
