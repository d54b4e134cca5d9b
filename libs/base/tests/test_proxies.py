# SPDX-License-Identifier: GPL-3.0-or-later
"""Whose word counts about who is calling."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.types import Receive, Scope, Send
from xivo_base import proxies
from xivo_base.proxies import TrustedProxies


@pytest.fixture(autouse=True)
def looked_up(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names have addresses here without a network."""
    names: list[str] = []

    async def resolve(host: str) -> list[str]:
        names.append(host)
        return {"edge": ["10.9.0.2", "10.9.0.3"]}.get(host, [])

    monkeypatch.setattr(proxies, "_resolve", resolve)
    return names


async def seen(layer: TrustedProxies, peer: str, forwarded_for: str, protocol: str = "https") -> tuple[str, str]:
    """Client address and scheme as the application sees them."""
    scope: dict[str, Any] = {
        "type": "http",
        "scheme": "http",
        "client": (peer, 1234),
        "headers": [(b"x-forwarded-for", forwarded_for.encode()), (b"x-forwarded-proto", protocol.encode())],
    }
    await layer(scope, None, None)  # type: ignore[arg-type]
    return scope["client"][0], scope["scheme"]


async def nothing(_scope: Scope, _receive: Receive, _send: Send) -> None:
    pass


@pytest.mark.parametrize("hosts", [["edge"], ["10.9.0.0/24"], ["10.9.0.2"], ["elsewhere", "edge"]])
async def test_the_edge_is_believed(hosts: list[str]) -> None:
    assert await seen(TrustedProxies(nothing, hosts=hosts), "10.9.0.2", "192.0.2.7") == ("192.0.2.7", "https")


@pytest.mark.parametrize("hosts", [["edge"], ["10.9.0.2"], ["unknown"]])
async def test_others_are_not(hosts: list[str]) -> None:
    assert await seen(TrustedProxies(nothing, hosts=hosts), "10.9.0.77", "127.0.0.1") == ("10.9.0.77", "http")


async def test_only_what_the_edge_itself_saw_counts() -> None:
    assert (await seen(TrustedProxies(nothing, hosts=["edge"]), "10.9.0.3", "127.0.0.1, 192.0.2.7"))[0] == "192.0.2.7"


async def test_nonsense_changes_nothing() -> None:
    layer = TrustedProxies(nothing, hosts=["edge"])
    assert await seen(layer, "10.9.0.2", "localhost", "gopher") == ("10.9.0.2", "http")


async def test_a_name_is_looked_up_now_and_then(looked_up: list[str]) -> None:
    layer = TrustedProxies(nothing, hosts=["edge"])
    for _ in range(5):
        await seen(layer, "10.9.0.2", "192.0.2.7")
    assert looked_up == ["edge"]
