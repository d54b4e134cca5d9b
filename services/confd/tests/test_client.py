# SPDX-License-Identifier: GPL-3.0-or-later
"""The client that API users install, against the real service."""

import httpx
import pytest
from xivo_clients.confd import ConfdClient, ConfdError


@pytest.fixture
def client(confd: httpx.AsyncClient) -> ConfdClient:
    confd.base_url = "http://xivo.example:9487"
    return ConfdClient(confd)


async def test_workflow_a(client):  # API-049
    user = await client.users.create({"firstname": "John", "lastname": "Doe"})
    line = await client.lines_sip.create({"context": "default", "device_slot": 1})
    extension = await client.extensions.create({"exten": "1002", "context": "default"})
    await client.user_lines(user["id"]).create({"line_id": line["id"]})
    await client.line_extensions(line["id"]).create({"extension_id": extension["id"]})
    snapshot, tag = await client.snapshot(secrets=True)
    assert snapshot["lines"][0]["secret"] == line["secret"]
    assert snapshot["lines"][0]["callerid"] == '"John Doe" <1002>'
    assert await client.snapshot(tag, secrets=True) is None
    await client.users.update(user["id"], {"firstname": "Jack"})
    assert (await client.users.list(search="jack", limit=1))["total"] == 1
    assert (await client.read(f"users/{user['id']}/lines"))["total"] == 1


async def test_refusals_carry_the_words(client):
    with pytest.raises(ConfdError) as refusal:
        await client.users.get(999999)
    assert refusal.value.status == 404
    assert refusal.value.messages[0] == "User with id=999999 does not exist"


async def test_credentials(client):  # API-051
    user = await client.users.create({"firstname": "John", "username": "john", "password": "1234"})
    assert await client.verify_credentials("john", "1234") is None
    await client.write(f"users/{user['id']}/cti", {"cti_profile_id": 3, "enabled": True})
    assert (await client.verify_credentials("john", "1234"))["id"] == user["id"]
