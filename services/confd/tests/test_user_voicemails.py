# SPDX-License-Identifier: GPL-3.0-or-later
"""Who has which mailbox: the manual's sub-resource of users, and its traces in users and mailboxes."""

import pytest

from .test_devices import hire
from .test_voicemails import made


@pytest.fixture
async def alice(confd):
    """Alice Doe with a line."""
    return (await hire(confd))["user_id"]


@pytest.fixture
async def mailbox(confd):
    return await made(confd)


async def associate(confd, user, voicemail, **fields):
    answer = await confd.post(f"/users/{user}/voicemail", json={"voicemail_id": voicemail, **fields})
    assert answer.status_code == 201, answer.text
    return answer


class TestAssociation:
    async def test_as_in_the_manual(self, confd, alice, mailbox, announced):  # API-050, API-126, API-127
        await announced()
        answer = await associate(confd, alice, mailbox)
        assert answer.headers["location"] == f"/1.1/users/{alice}/voicemail"
        base = "http://xivo.example:9487/1.1"
        expected = {
            "voicemail_id": mailbox,
            "user_id": alice,
            "enabled": True,
            "links": [
                {"rel": "voicemails", "href": f"{base}/voicemails/{mailbox}"},
                {"rel": "users", "href": f"{base}/users/{alice}"},
            ],
        }
        assert answer.json() == expected
        assert (await confd.get(f"/users/{alice}/voicemail")).json() == expected
        assert (await confd.get(f"/voicemails/{mailbox}/users")).json() == {"total": 1, "items": [expected]}
        told = {"user_id": alice, "voicemail_id": mailbox, "enabled": True}
        assert [event[:3] for event in await announced()] == [
            ("voicemail_associated", "config.user_voicemail_association.created", told)
        ]

    async def test_disabled_it_keeps_the_mailbox(self, confd, alice, mailbox):  # API-127, CC-126
        await associate(confd, alice, mailbox, enabled=False)
        (user,) = (await confd.get("/snapshot")).json()["users"]
        assert (user["voicemail_id"], user["voicemail_enabled"]) == (mailbox, False)
        assert (await confd.put(f"/users/{alice}/voicemail", json={"enabled": True})).status_code == 204
        (user,) = (await confd.get("/snapshot")).json()["users"]
        assert (user["voicemail_id"], user["voicemail_enabled"]) == (mailbox, True)

    async def test_dissociated_the_mailbox_stays(self, confd, alice, mailbox, announced):  # API-128, CC-127
        await associate(confd, alice, mailbox)
        await announced()
        assert (await confd.delete(f"/users/{alice}/voicemail")).status_code == 204
        assert [event[1] for event in await announced()] == ["config.user_voicemail_association.deleted"]
        answer = await confd.get(f"/users/{alice}/voicemail")
        assert (answer.status_code, answer.json()[0]) == (
            404,
            f"Invalid parameters: user with id={alice} does not have a voicemail",
        )
        assert (await confd.get(f"/voicemails/{mailbox}")).status_code == 200
        assert (await confd.delete(f"/users/{alice}/voicemail")).status_code == 404

    async def test_refusals(self, confd, alice, mailbox):  # API-047, API-127
        for user, voicemail, status, message in (
            (alice, 77, 400, "Nonexistent parameters: voicemail_id 77 does not exist"),
            (999999, mailbox, 404, "User with id=999999 does not exist"),
        ):
            answer = await confd.post(f"/users/{user}/voicemail", json={"voicemail_id": voicemail})
            assert (answer.status_code, answer.json()[0]) == (status, message)
        without_line = (await confd.post("/users", json={"firstname": "Bob"})).json()["id"]
        answer = await confd.post(f"/users/{without_line}/voicemail", json={"voicemail_id": mailbox})
        assert (answer.status_code, answer.json()) == (
            400,
            [f"Invalid parameters: user with id {without_line} does not have any line"],
        )
        await associate(confd, alice, mailbox)
        answer = await confd.post(f"/users/{alice}/voicemail", json={"voicemail_id": mailbox})
        assert (answer.status_code, answer.json()) == (
            400,
            [f"Invalid parameters: user with id {alice} already has a voicemail"],
        )
        assert (await confd.get("/users/999999/voicemail")).json()[0] == "User with id=999999 does not exist"


class TestWhatFollows:
    async def test_its_mailbox_is_edited_from_the_users_page_only(self, confd, alice, mailbox):  # API-122, CC-125
        await associate(confd, alice, mailbox)
        answer = await confd.put(f"/voicemails/{mailbox}", json={"attach_audio": True})
        assert (answer.status_code, answer.json()) == (
            400,
            [
                "Error while editing Voicemail: cannot edit a voicemail associated to a user",
                f"Resource Error - Voicemail is associated with a User ('user_id': {alice}, 'voicemail_id': {mailbox})",
            ],
        )
        assert (await confd.get(f"/voicemails/{mailbox}")).json()["attach_audio"] is False
        path = f"/users/{alice}/voicemail/mailbox"
        assert (await confd.put(path, json={"attach_audio": True, "password": "42"})).status_code == 204
        found = (await confd.get(f"/voicemails/{mailbox}")).json()
        assert (found["attach_audio"], found["password"]) == (True, "42")
        assert (await confd.put(path, json={"password": "x"})).json() == ["Invalid parameters: password"]
        await confd.delete(f"/users/{alice}/voicemail")
        assert (await confd.put(f"/voicemails/{mailbox}", json={"attach_audio": False})).status_code == 204

    async def test_neither_is_deleted_while_they_belong_together(self, confd, alice, mailbox):  # API-111, API-123
        await associate(confd, alice, mailbox)
        answer = await confd.delete(f"/voicemails/{mailbox}")
        assert (answer.status_code, answer.json()) == (
            400,
            [
                "error while deleting Voicemail: Cannot delete a voicemail associated to a user",
                f"Resource Error - Voicemail is associated with a User ('user_id': {alice}, 'voicemail_id': {mailbox})",
            ],
        )
        bob = (await hire(confd, name="Bob", exten="1002"))["user_id"]
        await associate(confd, bob, mailbox)
        lines = (await confd.get(f"/users/{bob}/lines")).json()["items"]
        for extension in (await confd.get(f"/lines/{lines[0]['line_id']}/extensions")).json()["items"]:
            await confd.delete(f"/lines/{lines[0]['line_id']}/extensions/{extension['extension_id']}")
        await confd.delete(f"/users/{bob}/lines/{lines[0]['line_id']}")
        answer = await confd.delete(f"/users/{bob}")
        assert (answer.status_code, answer.json()) == (
            400,
            [
                "Error while deleting User: user still associated to a voicemail",
                f"Resource Error - User is associated with a Voicemail ('voicemail_id': {mailbox}, 'user_id': {bob})",
            ],
        )

    async def test_it_takes_its_users_new_name(self, confd, alice, mailbox, announced):  # API-110
        await associate(confd, alice, mailbox)
        await announced()
        assert (await confd.put(f"/users/{alice}", json={"firstname": "Alicia"})).status_code == 204
        assert (await confd.get(f"/voicemails/{mailbox}")).json()["name"] == "Alicia Doe"
        assert ("voicemail_edited", "config.voicemail.edited", {"id": mailbox}) in [
            event[:3] for event in await announced()
        ]
        await confd.put(f"/users/{alice}", json={"description": "no other name"})
        assert "voicemail_edited" not in [event[0] for event in await announced()]
