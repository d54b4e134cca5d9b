# SPDX-License-Identifier: GPL-3.0-or-later
"""What a refused request says."""

from __future__ import annotations

import httpx


async def refusal(confd: httpx.AsyncClient, method: str, path: str, body: object = None) -> list[str]:
    answer = await confd.request(method, path, json=body)
    assert answer.status_code == 400, answer.text
    messages: list[str] = answer.json()
    return messages
