# SPDX-License-Identifier: GPL-3.0-or-later
"""What clients show on a new system, and on one that is older than what they can be told."""

from sqlalchemy import delete, update
from xivo_confd.crud.model import GeneralSettings, ObjectUse
from xivo_confd.resources.agent_status.model import AgentStatus
from xivo_confd.resources.cti_profiles.model import CtiProfile
from xivo_confd.resources.phone_hints.model import PhoneHint
from xivo_confd.resources.presences.model import Presence
from xivo_confd.resources.sheets.model import Sheet
from xivo_confd.seeding import seed


class TestSeeds:
    async def test_they_come_once(self, app, confd, settings):
        before = (await confd.get("/snapshot")).json()
        async with app.state.database.session() as session:
            await seed(session, settings)
        assert (await confd.get("/snapshot")).json() == before

    async def test_what_the_administrator_changed_stays(self, app, confd, settings):
        await confd.put("/sheet_events", json={"dial": None})
        await confd.delete("/sheets/1")
        await confd.delete("/client_profiles/2")
        async with app.state.database.session() as session:
            await seed(session, settings)
        assert (await confd.get("/sheets")).json()["total"] == 0
        assert (await confd.get("/cti_profiles")).json()["total"] == 3

    async def test_a_system_from_before_keeps_its_profiles_and_gets_the_rest(self, app, confd, settings):
        names = {one["id"]: one["name"] for one in (await confd.get("/cti_profiles")).json()["items"]}
        async with app.state.database.session() as session:
            for model in (Presence, PhoneHint, AgentStatus, Sheet):
                await session.execute(delete(model))
            await session.execute(delete(GeneralSettings).where(GeneralSettings.name == "sheet_events"))
            await session.execute(delete(ObjectUse).where(ObjectUse.owner_kind == "sheet_events"))
            await session.execute(update(CtiProfile).values(xlets=[], services=[]))
            session.add(CtiProfile(name="Ours"))
        async with app.state.database.session() as session:
            await seed(session, settings)
        found = (await confd.get("/client_profiles")).json()["items"]
        assert {one["id"]: one["name"] for one in found if one["name"] != "Ours"} == names
        assert [one["name"] for one in found if not one["xlets"]] == ["Ours"]
        assert (await confd.get("/presences")).json()["items"][0]["states"]
        (sheet,) = (await confd.get("/sheets")).json()["items"]
        assert (await confd.get("/sheet_events")).json()["dial"] == sheet["id"]
