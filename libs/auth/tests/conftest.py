# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest
from xivo_access.testing import Clock, FakeAuth


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def fake_auth() -> FakeAuth:
    return FakeAuth()


@pytest.fixture
async def to_auth(fake_auth: FakeAuth) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.MockTransport(fake_auth.answer), base_url="http://auth") as client:
        yield client
