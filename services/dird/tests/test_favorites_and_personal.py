# SPDX-License-Identifier: GPL-3.0-or-later
"""What belongs to the token's owner: marks and contacts of his own. Nobody else sees or changes them."""

import pytest
from xivo_store import DatabaseUnavailable

LOOKUP = "/0.1/directories/lookup/default"
FAVORITES = "/0.1/directories/favorites"
PERSONAL = "/0.1/personal"
EVE = {"firstname": "Eve", "lastname": "Èspérance", "number": "555 111", "email": "eve@example.org"}
CARD = """BEGIN:VCARD
VERSION:3.0
N:Brown;Emmett;;Dr.;
FN:Doc Brown
ORG:DMC
TEL;TYPE=WORK,VOICE:+1 555 123
TEL;TYPE=CELL:5551234
EMAIL:emmett@example.org
NOTE:a line\\nand another
END:VCARD
"""


async def values(client, path, **params):
    answer = await client.get(path, params=params)
    assert answer.status_code == 200, answer.text
    return [(result["column_values"][0], result["column_values"][3]) for result in answer.json()["results"]]


class TestFavorites:  # SYS-298, SYS-311
    async def test_marked_listed_and_unmarked(self, alice, bob):
        mark = f"{FAVORITES}/my_csv/2"
        assert (await alice.put(mark)).status_code == 204
        assert (await alice.put(mark)).status_code == 204
        assert await values(alice, f"{FAVORITES}/default") == [("Bob", True)]
        assert await values(alice, LOOKUP, term="b") == [("Alice", False), ("Bob", True)]
        assert await values(bob, f"{FAVORITES}/default") == []
        assert await values(bob, LOOKUP, term="b") == [("Alice", False), ("Bob", False)]
        assert (await bob.delete(mark)).status_code == 404
        assert (await alice.delete(mark)).status_code == 204
        gone = await alice.delete(mark)
        assert (gone.status_code, gone.json()["reason"]) == (404, ["No such favorite"])
        assert await values(alice, f"{FAVORITES}/default") == []

    async def test_of_a_source_that_there_is_not(self, alice):
        answer = await alice.put(f"{FAVORITES}/nowhere/2")
        assert (answer.status_code, answer.json()["reason"]) == (404, ["No such directory"])

    async def test_a_mark_of_what_is_gone_shows_nothing(self, alice):
        assert (await alice.put(f"{FAVORITES}/my_csv/99")).status_code == 204
        assert await values(alice, f"{FAVORITES}/default") == []

    async def test_not_more_than_anybody_needs(self, alice, bob, monkeypatch):
        monkeypatch.setattr("xivo_dird.favorites.dao.MOST", 2)
        for contact in ("1", "2"):
            assert (await alice.put(f"{FAVORITES}/my_csv/{contact}")).status_code == 204
        refused = await alice.put(f"{FAVORITES}/my_csv/3")
        assert refused.status_code == 400
        assert refused.json()["reason"][0].startswith("Too many favorites")
        assert (await alice.put(f"{FAVORITES}/my_csv/2")).status_code == 204
        assert (await bob.put(f"{FAVORITES}/my_csv/3")).status_code == 204
        assert (await alice.delete(f"{FAVORITES}/my_csv/1")).status_code == 204
        assert (await alice.put(f"{FAVORITES}/my_csv/3")).status_code == 204

    async def test_own_contacts_are_marked_too(self, alice):
        contact = (await alice.post(PERSONAL, json=EVE)).json()
        assert (await alice.put(f"{FAVORITES}/personal/{contact['id']}")).status_code == 204
        assert await values(alice, f"{FAVORITES}/default") == [("Eve", True)]


class TestPersonal:
    async def test_created_read_replaced_and_deleted(self, alice, bob):
        created = await alice.post(PERSONAL, json=EVE)
        assert created.status_code == 201
        contact = created.json()
        path = f"{PERSONAL}/{contact['id']}"
        assert contact == {**EVE, "id": contact["id"]}
        assert (await alice.get(path)).json() == contact
        assert (await alice.get(PERSONAL)).json() == {"total": 1, "items": [contact]}
        assert await values(alice, LOOKUP, term="espe") == [("Eve", False)]
        assert await values(alice, "/0.1/directories/personal/default") == [("Eve", False)]
        for answer in (await bob.get(path), await bob.put(path, json=EVE), await bob.delete(path)):
            assert (answer.status_code, answer.json()["reason"]) == (404, ["No such contact"])
        assert (await bob.get(PERSONAL)).json() == {"total": 0, "items": []}
        assert await values(bob, LOOKUP, term="espe") == []
        edited = await alice.put(path, json={"firstname": "Eva", "id": "ignored"})
        assert edited.json() == {"firstname": "Eva", "id": contact["id"]}
        assert await values(alice, LOOKUP, term="eva") == [("Eva", False)]
        assert (await alice.delete(path)).status_code == 204
        assert (await alice.get(path)).status_code == 404

    async def test_purge_is_for_ones_own(self, alice, bob):
        for client in (alice, alice, bob):
            await client.post(PERSONAL, json=EVE)
        assert (await alice.delete(PERSONAL)).status_code == 204
        assert (await alice.get(PERSONAL)).json()["total"] == 0
        assert (await bob.get(PERSONAL)).json()["total"] == 1

    @pytest.mark.parametrize(
        "body",
        [
            *({}, {"id": "1"}, {"a": 1}, {"a": ["x"]}, {"": "x"}, {"a": "\x00"}, {"a": "x" * 1025}, {"x" * 65: "x"}),
            {str(number): "x" for number in range(51)},
            {str(number): "x" * 1000 for number in range(5)},
        ],
    )
    async def test_refused(self, alice, body):
        answer = await alice.post(PERSONAL, json=body)
        assert answer.status_code == 400
        assert answer.json()["reason"][0].startswith("Invalid contact: ")
        assert (await alice.get(PERSONAL)).json()["total"] == 0

    async def test_not_more_than_anybody_needs(self, alice, monkeypatch):
        monkeypatch.setattr("xivo_dird.personal.service.MOST_CONTACTS", 2)
        lines = "firstname\nA\nB\nC\n"
        answer = await alice.post(f"{PERSONAL}/import", content=lines, headers={"Content-Type": "text/csv"})
        assert answer.status_code == 400
        assert (await alice.get(PERSONAL)).json()["total"] == 0


async def imported(client, content, kind="text/csv; charset=utf-8"):
    return await client.post(f"{PERSONAL}/import", content=content, headers={"Content-Type": kind})


class TestFiles:
    async def test_csv_there_and_back(self, alice):
        text = '\ufefffirstname,lastname,number\nÉve,"Comma, the",1\n\nAdam,One,2,3\nBob,,\n'
        answer = await imported(alice, text.encode())
        assert answer.status_code == 201
        found = answer.json()
        assert [contact["firstname"] for contact in found["created"]] == ["Éve", "Bob"]
        assert found["failed"] == [{"line": 4, "errors": ["4 fields, the header has 3"]}]
        exported = await alice.get(PERSONAL, params={"format": "text/csv"})
        assert exported.headers["content-type"] == "text/csv; charset=utf-8"
        assert '"Comma, the"' in exported.text
        await alice.delete(PERSONAL)
        again = await imported(alice, exported.content)
        assert [contact["firstname"] for contact in again.json()["created"]] == ["Éve", "Bob"]

    async def test_vcards_there_and_back(self, alice):
        answer = await imported(alice, CARD.replace("\n", "\r\n").encode() * 2, "text/vcard")
        assert answer.status_code == 201, answer.text
        (contact, _) = answer.json()["created"]
        expected = {
            "firstname": "Emmett",
            "lastname": "Brown",
            "displayname": "Doc Brown",
            "company": "DMC",
            "number": "+1 555 123",
            "mobile": "5551234",
            "email": "emmett@example.org",
            "note": "a line\nand another",
        }
        assert contact == {**expected, "id": contact["id"]}
        exported = await alice.get(PERSONAL, params={"format": "text/vcard"})
        await alice.delete(PERSONAL)
        (again, _) = (await imported(alice, exported.content, "text/vcard")).json()["created"]
        assert again == {**expected, "id": again["id"]}

    @pytest.mark.parametrize(
        ("content", "kind"),
        [
            (b"", "text/csv"),
            (b"\xff\xfe", "text/csv"),
            (b"firstname\n", "text/csv"),
            (b"BEGIN:VCARD\nnonsense", "text/vcard"),
            (b"nonsense", "text/vcard"),
            (b"", "text/vcard"),
        ],
    )
    async def test_no_file_at_all(self, alice, content, kind):
        answer = await imported(alice, content, kind)
        assert answer.status_code == 400, answer.text
        assert answer.json()["reason"]

    async def test_nothing_to_export(self, alice):
        assert (await alice.get(PERSONAL, params={"format": "text/csv"})).status_code == 204


async def test_the_database_away(alice, app, monkeypatch):
    async def away(self, owner):
        raise DatabaseUnavailable

    monkeypatch.setattr("xivo_dird.favorites.dao.FavoriteDao.of", away)
    monkeypatch.setattr("xivo_dird.personal.dao.PersonalDao.all", away)
    assert (await alice.get(f"{FAVORITES}/default")).status_code == 503
    assert (await alice.get(PERSONAL)).status_code == 503
    assert await values(alice, LOOKUP, term="ali") == [("Alice", False)]
