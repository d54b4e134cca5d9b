# SPDX-License-Identifier: GPL-3.0-or-later
"""The client that API users install, against the real service."""

import asyncio

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
    directory = await client.users.list(parameters={"view": "directory"})
    assert directory["items"][0]["exten"] == "1002"
    with pytest.raises(ConfdError, match="still associated to a line"):
        await client.users.delete(user["id"])


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


async def test_any_collection_and_every_page_of_it(client, monkeypatch):
    monkeypatch.setattr("xivo_clients.confd.PAGE", 2)
    for number in range(5):
        await client.collection("users").create({"firstname": f"U{number}"})
    assert [user["firstname"] async for user in client.users.all(order="firstname")] == ["U0", "U1", "U2", "U3", "U4"]
    assert [user["firstname"] async for user in client.users.all(limit=3, skip=1)] == ["U1", "U2", "U3"]
    assert [user async for user in client.users.all(search="nobody")] == []


async def test_import_and_export(client):  # CC-114
    state = await client.import_users("firstname|lastname\nAda|Lovelace\n", wait=False)
    while not state["finished"]:
        await asyncio.sleep(0.02)
        state = await client.import_state(state["id"])
    assert state["created"] == 1
    content = await client.export_users()
    assert (await client.import_users(content, update=True))["unchanged"] == 1
    assert (await client.import_users("firstname\nBob\n", dry_run=True))["created"] == 1
    with pytest.raises(ConfdError) as refusal:
        await client.import_users("nope\n1\n")
    assert refusal.value.messages == ["Input Error - line 1: unknown columns: nope"]


async def test_the_description_of_the_api(client):
    assert "/1.1/users" in (await client.openapi())["paths"]
