# SPDX-License-Identifier: GPL-3.0-or-later
"""Loops that must not end."""

from __future__ import annotations

import asyncio
import logging

import pytest
from xivo_base.tasks import Component, supervise


async def test_a_loop_that_fails_is_started_again(caplog: pytest.LogCaptureFixture) -> None:
    runs = 0
    enough = asyncio.Event()

    async def run() -> None:
        nonlocal runs
        runs += 1
        if runs == 3:
            enough.set()
            await asyncio.Event().wait()
        raise OSError("gone")

    loop = supervise(run, "reader")
    assert isinstance(loop, Component)
    with caplog.at_level(logging.ERROR):
        await loop.start()
        async with asyncio.timeout(3):
            await enough.wait()
    assert [line.message for line in caplog.records] == ["reader failed; it is started again"] * 2
    await loop.stop()
    await loop.stop()
    assert runs == 3
