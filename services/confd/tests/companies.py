# SPDX-License-Identifier: GPL-3.0-or-later
"""Two organisations on one system, each with one of everything, and administrators of either."""

from __future__ import annotations

from dataclasses import dataclass

import httpx
from xivo_access import Token

PASSWORD = "a good password"


@dataclass(frozen=True)
class Company:
    """Ids of what one organisation has. Whatever can have a name has the company's in it."""

    name: str
    entity_id: int
    context_id: int
    user_id: int
    line_id: int
    extension_id: int
    device_id: str
    exten: str

    @property
    def context(self) -> str:
        return f"{self.name}-internal"

    @property
    def username(self) -> str:
        return f"{self.name}.user"


async def made(confd: httpx.AsyncClient, path: str, **body: object) -> dict:
    answer = await confd.post(path, json=body)
    assert answer.status_code in (200, 201, 204), (path, answer.text)
    return answer.json() if answer.content else {}


async def found_company(confd: httpx.AsyncClient, provd, name: str, first: int) -> Company:
    """An entity with a context (numbers from ``first``), a user, his line, his number and his phone."""
    context = f"{name}-internal"
    entity = await made(confd, "/entities", name=name)
    ranges = {"user": [{"start": str(first), "end": str(first + 99)}]}
    internal = await made(confd, "/contexts", name=context, type="internal", entity=name, ranges=ranges)
    user = await made(
        confd,
        "/users",
        firstname=f"{name} user",
        lastname="Boss",
        username=f"{name}.user",
        password=PASSWORD,
        entity=name,
    )
    line = await made(confd, "/lines_sip", context=context, device_slot=1, username=f"{name}line")
    extension = await made(confd, "/extensions", exten=str(first), context=context)
    await made(confd, f"/users/{user['id']}/lines", line_id=line["id"])
    await made(confd, f"/lines/{line['id']}/extensions", extension_id=extension["id"])
    device_id = provd.phone(description=f"{name} phone")
    await made(confd, f"/devices/{device_id}/associate_line/{line['id']}")
    return Company(
        name,
        entity["id"],
        internal["id"],
        user["id"],
        line["id"],
        extension["id"],
        device_id,
        str(first),
    )


async def appoint(confd: httpx.AsyncClient, tokens, token: str, **fields: object) -> int:
    """An administrator whom ``token`` stands for; his id."""
    body = {"login": f"admin-{token[:8]}", "password": PASSWORD, "acl": ["confd.#"], **fields}
    administrator = await made(confd, "/administrators", **body)
    tokens.known[token] = Token(administrator["uuid"], None, tuple(body["acl"]), 4e9)
    return administrator["id"]
