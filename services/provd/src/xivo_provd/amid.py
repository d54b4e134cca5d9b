# SPDX-License-Identifier: GPL-3.0-or-later
"""amid's REST API, as far as provd needs it."""

from __future__ import annotations

import httpx

from .synchronizer import SendAction


def amid_actions(client: httpx.AsyncClient) -> SendAction:
    async def send(action: str, arguments: dict[str, object]) -> str | None:
        try:
            response = await client.post(f"/1.0/action/{action}", json=arguments)
        except httpx.HTTPError as error:
            return f"amid does not answer: {str(error) or type(error).__name__}"
        try:
            body = response.json()
        except ValueError:
            body = None
        if not response.is_success:
            detail = body.get("error") if isinstance(body, dict) else None
            return f"amid answers {response.status_code}: {detail or response.reason_phrase}"
        first = body[0] if isinstance(body, list) and body else body
        if isinstance(first, dict) and str(first.get("Response", first.get("response", ""))).lower() == "error":
            return str(first.get("Message") or "Asterisk refuses the action")
        return None

    return send
