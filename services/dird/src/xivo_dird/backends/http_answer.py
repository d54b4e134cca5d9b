# SPDX-License-Identifier: GPL-3.0-or-later
"""What back-ends that ask over HTTP have in common: a client of the source's own, and an answer that ends."""

from collections.abc import Mapping
from typing import Any

import httpx

LONGEST_ANSWER = 4 * 1024 * 1024
_PLAIN = {"Accept-Encoding": "identity"}
"""A compressed answer may be a thousand times as long as it looks."""


class NotAnAnswer(ValueError):
    """What came cannot be a directory's answer."""


def client_of(config: Mapping[str, Any], seconds: float, auth: httpx.Auth | None = None) -> httpx.AsyncClient:
    """`verify_certificate` is false for the self-signed certificates that these systems have by default."""
    return httpx.AsyncClient(
        timeout=seconds,
        verify=bool(config.get("verify_certificate", False)),
        auth=auth,
        trust_env=False,
        limits=httpx.Limits(max_connections=16),
    )


async def fetch(
    client: httpx.AsyncClient, url: str, params: Mapping[str, Any] | None = None, accept: str = "*/*"
) -> httpx.Response:
    """The answer with its whole body. Raises `httpx.HTTPError`, `NotAnAnswer`."""
    async with client.stream("GET", url, params=params, headers={"Accept": accept, **_PLAIN}) as answer:
        answer.raise_for_status()
        if answer.headers.get("content-encoding", "identity") != "identity":
            raise NotAnAnswer(f"{answer.request.url.host} answers compressed without being asked to")
        body = bytearray()
        async for part in answer.aiter_bytes():
            body += part
            if len(body) > LONGEST_ANSWER:
                raise NotAnAnswer(f"{answer.request.url.host} answers more than {LONGEST_ANSWER} bytes")
    return httpx.Response(
        answer.status_code, content=bytes(body), headers={"content-type": answer.headers.get("content-type", "")}
    )
