# SPDX-License-Identifier: GPL-3.0-or-later
"""What else comes with users in a file: incoming calls, mailboxes, services, devices."""

from __future__ import annotations

import pytest

from .user_files import SAMPLE, export, file, imported, rows, total


class TestIncalls:
    SAMPLE = """entityid|firstname|lastname|phonenumber|context|protocol|incallexten|incallcontext
1|John|Doe|1000|default|sip|2050|from-extern
"""

    async def test_the_sample_of_the_manual(self, confd, announced):
        # CC-114
        answer = await imported(confd, self.SAMPLE)
        assert answer.status_code == 201, answer.text
        incall = (await confd.get("/incalls")).json()["items"][0]
        assert (incall["exten"], incall["context"]) == ("2050", "from-extern")
        assert incall["destination"] == {"type": "user", "user_id": 1, "ring_time": 0}
        assert ("incall_created", "config.incall.created") in [event[:2] for event in await announced()]
        numbers = (await confd.get("/extensions?search=2050")).json()["items"]
        assert [number["exten"] for number in numbers] == ["2050"]
        user = await confd.delete("/users/1")  # the incoming call still leads to him
        assert user.status_code == 400

    async def test_the_name_that_the_manual_prints(self, confd):
        content = self.SAMPLE.replace("incallcontext\n", "incallcontext|incallingseconds\n").replace(
            "extern\n", "extern|20\n"
        )
        assert (await imported(confd, content)).status_code == 201
        assert (await confd.get("/incalls")).json()["items"][0]["destination"]["ring_time"] == 20

    async def test_numbers_in_a_range_and_once(self, confd):
        # CC-115
        context = (await confd.get("/contexts?search=from-extern")).json()["items"][0]
        await confd.put(f"/contexts/{context['id']}", json={"ranges": {"incall": [{"start": "2000", "end": "2099"}]}})
        outside = await imported(confd, self.SAMPLE.replace("2050", "2150"))
        assert outside.json() == [
            "Input Error - line 2, column 'incallexten': exten 2150 not inside range of context from-extern"
        ]
        assert (await imported(confd, self.SAMPLE)).status_code == 201
        again = await imported(confd, self.SAMPLE.replace("1000", "1001"))
        assert again.json() == ["Input Error - line 2, column 'incallexten': 2050@from-extern already exists"]

    async def test_round_trip_and_update(self, confd, announced):
        await imported(confd, self.SAMPLE)
        await announced()
        before = await export(confd)
        assert (await imported(confd, before, "PUT")).json()["unchanged"] == 1
        assert await announced() == []
        changed = file({"id": 1, "incallexten": "2051", "incallcontext": "from-extern", "incallringseconds": 15})
        assert (await imported(confd, changed, "PUT")).json()["updated"] == 1
        incalls = (await confd.get("/incalls")).json()["items"]
        assert [(incall["exten"], incall["destination"]["ring_time"]) for incall in incalls] == [("2051", 15)]
        assert (await confd.get("/extensions?search=205")).json()["items"][0]["exten"] == "2051"
        assert rows(await export(confd))[0]["incallringseconds"] == "15"


class TestVoicemails:
    COLUMNS = "entityid|firstname|lastname|language|phonenumber|context|protocol"
    SAMPLE = f"""{COLUMNS}|voicemailname|voicemailmailbox|voicemailpassword
1|John|Doe|en_US|1000|default|sip|John Doe|1000|1234
"""

    async def test_the_sample_of_the_manual(self, confd, announced):
        # CC-114
        answer = await imported(confd, self.SAMPLE)
        assert answer.status_code == 201, answer.text
        mailbox = (await confd.get("/voicemails")).json()["items"][0]
        assert mailbox.items() >= {
            "name": "John Doe", "number": "1000", "context": "default", "password": "1234", "language": "en_US",
            "ask_password": True, "attach_audio": False, "enabled": True,
        }.items()  # fmt: skip
        assert (await confd.get("/users/1/voicemail")).json()["voicemail_id"] == mailbox["id"]
        names = [event[0] for event in await announced()]
        assert names[-2:] == ["voicemail_created", "voicemail_associated"]
        made_by_hand = {"name": "x", "number": "1001", "context": "default"}
        other = (await confd.post("/voicemails", json=made_by_hand)).json()
        assert set(other) == set(mailbox)
        assert other["timezone"] == mailbox["timezone"]

    @pytest.mark.parametrize(
        ("change", "column", "message"),
        [
            ({"language": ""}, "language", "is required for a voicemail"),
            ({"voicemailname": ""}, "voicemailname", "is required for a voicemail"),
            ({"voicemailmailbox": "abc"}, "voicemailmailbox", "Invalid parameters: number abc must be"),
            ({"voicemailpassword": "abc"}, "voicemailpassword", "Invalid parameters: password"),
            ({"voicemailemail": "nobody"}, "voicemailemail", "must match"),
            ({"voicemailattach": "2"}, "voicemailattach", "must be 0 or 1"),
            ({"phonenumber": "", "context": "", "protocol": ""}, "voicemailmailbox", "a voicemail needs a line"),
        ],
    )
    async def test_what_is_refused(self, confd, change, column, message):
        # CC-114, CC-115
        (user,) = rows(self.SAMPLE)
        answer = await imported(confd, file({**user, **change}))
        assert answer.status_code == 400
        assert answer.json()[0].startswith(f"Input Error - line 2, column '{column}': {message}")
        assert (await confd.get("/voicemails")).json()["total"] == 0

    async def test_a_number_is_there_once(self, confd):
        await imported(confd, self.SAMPLE)
        again = await imported(confd, self.SAMPLE.replace("|1000|default", "|1001|default"))
        assert again.json() == ["Input Error - line 2, column 'voicemailmailbox': number 1000 already exists"]

    async def test_round_trip_and_update(self, confd, announced):
        await imported(confd, self.SAMPLE)
        await announced()
        before = await export(confd)
        assert (await imported(confd, before, "PUT")).json()["unchanged"] == 1
        assert await announced() == []
        (user,) = rows(before)
        changed = {**user, "voicemailemail": "john@example.com", "voicemailskippass": 1, "enablevoicemail": 0}
        assert (await imported(confd, file(changed), "PUT")).json()["updated"] == 1
        assert [event[0] for event in await announced()] == ["voicemail_edited", "voicemail_association_edited"]
        mailbox = (await confd.get("/voicemails/1")).json()
        assert (mailbox["email"], mailbox["ask_password"]) == ("john@example.com", False)
        assert (await confd.get("/users/1/voicemail")).json()["enabled"] is False

    async def test_a_mailbox_takes_the_name_of_its_user(self, confd):
        # API-110
        await imported(confd, self.SAMPLE)
        await imported(confd, file({"id": 1, "lastname": "Dupont"}), "PUT")
        assert (await confd.get("/voicemails/1")).json()["name"] == "John Dupont"

    async def test_an_update_makes_one(self, confd):
        await imported(confd, SAMPLE)
        content = file({"id": 2, "voicemailname": "George", "voicemailmailbox": 1001})
        assert (await imported(confd, content, "PUT")).json()["updated"] == 1
        assert (await confd.get("/voicemails/1")).json()["context"] == "default"


class TestServices:
    async def test_switches_and_forwards(self, confd):
        # CC-114, CC-122
        user = {"firstname": "A", "enablehint": 0, "enablexfer": 0, "callrecord": 1, "enablednd": 1}
        user |= {"enableunc": 1, "destunc": "1002", "enablerna": 0, "destrna": "0612"}
        assert (await imported(confd, file(user))).status_code == 201
        services = (await confd.get("/users/1/services")).json()
        assert [service for service, state in services.items() if state["enabled"]] == ["dnd", "callrecord"]
        forwards = (await confd.get("/users/1/forwards")).json()
        assert forwards["unconditional"] == {"enabled": True, "destination": "1002"}
        assert forwards["noanswer"] == {"enabled": False, "destination": "0612"}
        exported = rows(await export(confd))[0]
        assert {column: str(value) for column, value in user.items()}.items() <= exported.items()

    async def test_without_values_they_are_as_usual(self, confd):
        await imported(confd, file({"firstname": "A", "enablehint": "", "enablednd": ""}))
        exported = rows(await export(confd))[0]
        assert (exported["enablehint"], exported["enablexfer"], exported["enablednd"]) == ("1", "1", "0")

    async def test_updates_are_announced_as_changes_of_services(self, confd, announced):
        await imported(confd, file({"firstname": "A"}))
        await announced()
        await imported(
            confd, file({"id": 1, "enablednd": 1, "enablebusy": 1, "destbusy": "1002", "enablexfer": 0}), "PUT"
        )
        assert sorted(event[0] for event in await announced()) == [
            "user_edited", "users_forwards_busy_updated", "users_services_dnd_updated",
        ]  # fmt: skip
        bad = await imported(confd, file({"id": 1, "enablebusy": 1, "destbusy": ""}), "PUT")
        assert bad.json() == ["Input Error - line 2, column 'destbusy': a forward that is enabled needs a destination"]


class TestDevices:
    async def test_a_line_goes_on_a_device_by_its_mac(self, confd, provd):
        device = (await confd.post("/devices", json={"mac": "00:11:22:33:44:55"})).json()["id"]
        user = {"firstname": "A", "phonenumber": 1000, "context": "default", "protocol": "sip"}
        answer = await imported(confd, file(user | {"device": "00:11:22:33:44:55"}))
        assert answer.status_code == 201, answer.text
        assert (await confd.get("/lines")).json()["items"][0]["device_id"] == device
        taken = await imported(confd, file({**user, "phonenumber": 1001, "device": device}))
        assert taken.json() == ["Input Error - line 2, column 'device': another line is on key 1 of this device"]
        alone = await imported(confd, file({"firstname": "B", "device": device}))
        assert alone.json() == ["Input Error - line 2, column 'device': a device needs a line"]
        content = (await export(confd)).replace(device, "")
        assert (await imported(confd, content, "PUT")).json()["updated"] == 1
        assert (await confd.get("/lines")).json()["items"][0]["device_id"] is None

    async def test_a_cisco_7900_gets_no_sip_line(self, confd, provd):  # ADM-020
        device = provd.phone(vendor="Cisco", model="7940G", plugin="xivo-cisco-sccp-legacy")
        user = {"firstname": "A", "phonenumber": 1000, "context": "default", "protocol": "sip", "device": device}
        answer = await imported(confd, file(user))
        assert answer.json() == ["Input Error - line 2, column 'device': this device works in SCCP mode only"]
        assert await total(confd) == 0

    async def test_without_provd_nothing_is_created(self, confd, provd):
        provd.away = True
        user = {"firstname": "A", "phonenumber": 1000, "context": "default", "protocol": "sip", "device": "x"}
        assert (await imported(confd, file(user))).status_code == 503
        assert await total(confd) == 0


class TestAgents:  # CC-115
    @pytest.fixture
    async def agents(self, confd) -> list[int]:
        made = [await confd.post("/agents", json={"number": number, "context": "default"}) for number in ("801", "802")]
        assert [answer.status_code for answer in made] == [201, 201]
        return [answer.json()["id"] for answer in made]

    async def workers(self, confd, agent_id: int) -> list[int]:
        return [entry["user_id"] for entry in (await confd.get(f"/agents/{agent_id}")).json()["users"]]

    async def test_users_work_as_their_agents(self, confd, agents, announced):
        some = [{"firstname": name, "agentnumber": number} for name, number in (("A", "801"), ("B", "802"), ("C", ""))]
        await announced()
        answer = await imported(confd, file(*some))
        assert answer.status_code == 201, answer.text
        assert [await self.workers(confd, agent) for agent in agents] == [[1], [2]]
        assert [event[0] for event in await announced()].count("agent_edited") == 2
        assert [row["agentnumber"] for row in rows(await export(confd))] == ["801", "802", ""]

    async def test_an_export_changes_nothing_and_another_number_moves_him(self, confd, agents, announced):
        await imported(confd, file({"firstname": "A", "agentnumber": "801"}))
        await announced()
        before = await export(confd)
        assert (await imported(confd, before, "PUT")).status_code == 200
        assert await announced() == []
        (row,) = rows(before)
        moved = {"uuid": row["uuid"], "firstname": "A", "agentnumber": "802"}
        assert (await imported(confd, file(moved), "PUT")).status_code == 200
        assert [await self.workers(confd, agent) for agent in agents] == [[], [1]]
        kept = {"uuid": row["uuid"], "firstname": "A", "agentnumber": ""}
        assert (await imported(confd, file(kept), "PUT")).status_code == 200
        assert await self.workers(confd, agents[1]) == [1]

    @pytest.mark.parametrize(("number", "message"), [("8x", "must be digits"), ("899", "Agent 899 was not found")])
    async def test_an_agent_that_is_none(self, confd, agents, number, message):
        answer = await imported(confd, file({"firstname": "A", "agentnumber": number}))
        assert answer.json() == [f"Input Error - line 2, column 'agentnumber': {message}"]
        assert await total(confd) == 0
