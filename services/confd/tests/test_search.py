# SPDX-License-Identifier: GPL-3.0-or-later
"""What `search` of the long lists finds, and by which index."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text
from xivo_confd.resources.users.model import User
from xivo_confd.search import contains
from xivo_store.engine import make_engine
from xivo_store.schema import migrate


async def names(confd, **params) -> list[str]:
    answer = await confd.get("/users", params=params)
    assert answer.status_code == 200, answer.text
    return [f"{user['firstname']} {user['lastname']}".strip() for user in answer.json()["items"]]


@pytest.fixture
async def company(confd):
    for body in (
        {"firstname": "Hélène", "lastname": "Müller", "description": "Bâtiment Œuvre\nétage 2"},
        {"firstname": "Bob", "lastname": "100% sûr", "userfield": "a_b"},
        {"firstname": "Zoë", "lastname": "Straße", "mobile_phone_number": "0698765432"},
    ):
        assert (await confd.post("/users", json=body)).status_code == 201


@pytest.mark.usefixtures("company")
class TestSearch:
    @pytest.mark.parametrize("term", ["Helene", "hélène", "HELENE", "müller", "Muller", "helene mul", "oeuvre"])
    async def test_case_and_accents_make_no_difference(self, confd, term):
        # CC-113, API-207
        assert await names(confd, search=term) == ["Hélène Müller"]
        assert await names(confd, search=term, limit=1) == ["Hélène Müller"]

    async def test_accents_in_the_term_only(self, confd):
        assert await names(confd, search="Böb") == ["Bob 100% sûr"]
        assert await names(confd, search="strasse") == ["Zoë Straße"]

    @pytest.mark.parametrize(
        ("term", "found"),
        [
            ("%", ["Bob 100% sûr"]),
            ("0% s", ["Bob 100% sûr"]),
            ("a_b", ["Bob 100% sûr"]),
            ("a%b", []),
            ("\uff05", ["Bob 100% sûr"]),
        ],
    )
    async def test_signs_of_patterns_are_plain(self, confd, term, found):
        assert await names(confd, search=term) == found

    async def test_a_backslash_is_plain(self, confd):
        await confd.post("/users", json={"firstname": "Back\\slash"})
        assert await names(confd, search="k\\s") == ["Back\\slash"]
        assert await names(confd, search="\\") == ["Back\\slash"]

    async def test_a_term_does_not_reach_into_the_next_field(self, confd):
        assert await names(confd, search="sûra_b") == []

    async def test_an_edit_is_found_at_once(self, confd):
        user = (await confd.get("/users", params={"search": "bob"})).json()["items"][0]
        await confd.put(f"/users/{user['id']}", json={"firstname": "Rémi"})
        assert await names(confd, search="remi") == ["Rémi 100% sûr"]
        assert await names(confd, search="bob") == []

    async def test_the_older_q_looks_at_names_only(self, confd):
        assert await names(confd, q="helene m") == ["Hélène Müller"]
        assert await names(confd, q="0698765432") == []

    async def test_the_directory_finds_numbers_too(self, confd):
        """CC-113"""
        user = (await confd.get("/users", params={"search": "helene"})).json()["items"][0]
        line = (await confd.post("/lines_sip", json={"context": "default", "device_slot": 1})).json()
        number = (await confd.post("/extensions", json={"exten": "1234", "context": "default"})).json()
        await confd.post(f"/users/{user['id']}/lines", json={"line_id": line["id"]})
        await confd.post(f"/lines/{line['id']}/extensions", json={"extension_id": number["id"]})
        for term in ("1234", "23", "helene"):
            found = (await confd.get("/users", params={"view": "directory", "search": term})).json()
            assert found["total"] == len(found["items"]) == 1, term
            entry = found["items"][0]
            assert (entry["id"], entry["line_id"], entry["exten"]) == (user["id"], line["id"], "1234")

    @pytest.mark.parametrize(
        ("path", "term"), [("/lines", "default"), ("/extensions", "default"), ("/contexts", "Défault")]
    )
    async def test_other_lists_fold_too(self, confd, path, term):
        await confd.post("/lines_sip", json={"context": "default", "device_slot": 1})
        await confd.post("/extensions", json={"exten": "1234", "context": "default"})
        assert (await confd.get(path, params={"search": term})).json()["total"] >= 1


async def test_three_letters_are_found_by_the_index(app):
    statement = select(User.id).where(contains(User.search, "helene"))
    async with app.state.database.session() as session:
        await session.execute(text("SET LOCAL enable_seqscan = off"))
        compiled = statement.compile(session.get_bind(), compile_kwargs={"literal_binds": True})
        plan = "\n".join((await session.scalars(text(f"EXPLAIN {compiled}".replace(":", "\\:")))).all())
    assert "Bitmap Index Scan on ix_users_search" in plan, plan


async def test_the_owner_of_the_database_may_migrate_without_being_superuser(pg):
    """As in the fleet, where each service owns its database and nothing else."""
    uri = pg.uri()
    name = uri.split("@/")[1].split("?")[0]
    superuser = make_engine(uri, pooled=False)
    async with superuser.begin() as connection:
        await connection.execute(text(f"CREATE ROLE owner_{name} LOGIN"))
        await connection.execute(text(f'ALTER DATABASE "{name}" OWNER TO owner_{name}'))
    await superuser.dispose()
    own = uri.replace("postgres@", f"owner_{name}@")
    await migrate(own, "xivo_confd")
    engine = make_engine(own, pooled=False)
    async with engine.connect() as connection:
        assert await connection.scalar(text("SELECT folded('Hélène')")) == "helene"
    await engine.dispose()
