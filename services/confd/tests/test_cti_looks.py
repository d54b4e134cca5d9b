# SPDX-License-Identifier: GPL-3.0-or-later
"""How clients show states: groups of presences, of states of phones and of agents."""

from xivo_testkit.crud import CrudSuite

from .companies import appoint
from .refusals import refusal

SIX = ["available", "away", "outtolunch", "donotdisturb", "berightback", "disconnected"]


def state(name, **fields):
    return {"name": name, "long_name": name.title(), "color": "#0a0B0c", "allowed": [], "actions": [], **fields}


def states(**available):
    return [state("available", **available), state("disconnected")]


async def default_of(confd, path):
    (found,) = [item for item in (await confd.get(path)).json()["items"] if item["name"] == "xivo"]
    return found


class GroupOfLooks(CrudSuite):
    """What the groups of presences and of states of phones and agents have in common."""

    __test__ = False
    field: str
    title: str
    required = ("name",)
    sortable = ("id", "name")

    async def test_the_default_group_stays_and_keeps_its_name(self, confd, announced):  # ADM-114
        default = await default_of(confd, self.path)
        path = f"{self.path}/{default['id']}"
        assert await refusal(confd, "DELETE", path) == [f"Resource Error - {self.title} xivo cannot be deleted"]
        assert await refusal(confd, "PUT", path, {"name": "x"}) == ["Input Error - field 'name': cannot be changed"]
        assert await announced() == []
        assert (await confd.put(path, json={"name": "xivo", "description": "ours"})).status_code == 204
        assert (await confd.get(path)).json() == {**default, "description": "ours"}

    async def test_others_can_be_renamed(self, confd):
        group = await self.make(confd)
        assert (await confd.put(f"{self.path}/{group}", json={"name": "other"})).status_code == 204
        assert (await confd.get(f"{self.path}/{group}")).json()["name"] == "other"

    async def test_a_name_is_unique(self, confd):
        message = f"Resource Error - {self.title} already exists ('name': 'xivo')"
        assert await refusal(confd, "POST", self.path, {"name": "xivo"}) == [message]

    async def test_a_new_group_begins_as_the_default_one(self, confd):
        group = await self.make(confd, {"name": "copy"})
        default = await default_of(confd, self.path)
        assert (await confd.get(f"{self.path}/{group}")).json()[self.field] == default[self.field]

    async def test_a_group_of_a_profile_stays(self, confd):
        kind = self.event
        group = await self.make(confd)
        profile = (await confd.post("/client_profiles", json={"name": "p", f"{kind}_id": group})).json()["id"]
        ids = f"('{kind}_id': {group}, 'cti_profile_id': {profile})"
        message = f"Resource Error - {self.title} is associated with a CtiProfile {ids}"
        assert await refusal(confd, "DELETE", f"{self.path}/{group}") == [message]
        assert (await confd.put(f"/client_profiles/{profile}", json={f"{kind}_id": None})).status_code == 204
        assert (await confd.delete(f"{self.path}/{group}")).status_code == 204

    async def test_the_snapshot_has_it(self, confd):
        group = await self.make(confd, self.complete)
        rows = (await confd.get("/snapshot")).json()[self.path[1:]]
        assert [row["name"] for row in rows] == ["xivo", self.complete["name"]]
        assert rows[1] == {"id": group, **self.complete}

    async def test_an_administrator_of_an_entity_reads_and_does_not_change(self, confd, caller, tokens):
        await confd.post("/entities", json={"name": "acme"})
        token = "aaaaaaaa-0000-4000-8000-000000000001"
        await appoint(confd, tokens, token, entity="acme")
        default = await default_of(confd, self.path)
        async with caller(token=token) as acmes:
            assert (await acmes.get(self.path)).json()["items"][0]["name"] == "xivo"
            for method, path in (("POST", ""), ("PUT", f"/{default['id']}"), ("DELETE", f"/{default['id']}")):
                answer = await acmes.request(method, self.path + path, json={"name": "acme"})
                assert answer.status_code == 403, method
        assert await default_of(confd, self.path) == default


class TestPresences(GroupOfLooks):  # ADM-114, ADM-116, ADM-117
    __test__ = True
    path, event, title, field = "/presences", "presence", "Presence", "states"
    minimum = {"name": "sales"}
    complete = {
        "name": "support",
        "description": "second floor",
        "states": [
            state("available", allowed=["lunch"], actions=[{"action": "queueunpause_all"}]),
            state(
                "lunch",
                long_name="À table",
                color="#FF032D",
                allowed=["available", "lunch"],
                actions=[{"action": "enablednd", "value": True}, {"action": "queuepause_all"}],
            ),
            state("disconnected", actions=[{"action": "agentlogoff"}]),
        ],
    }
    edit = {"states": states()}
    absent = ["Resource Not Found - Presence was not found ('id': 999999)"]
    bad = [
        ({"states": states(color="red")}, "Input Error - field 'states.0.color': must match ^#[0-9A-Fa-f]{6}$"),
        ({"states": states(color="#12345")}, "Input Error - field 'states.0.color': must match ^#[0-9A-Fa-f]{6}$"),
        (
            {"states": states(allowed=["lunch"])},
            "Input Error - field 'states.0.allowed.0': lunch is no presence of this group",
        ),
        (
            {"states": states(allowed=["available", "available"])},
            "Input Error - field 'states.0.allowed.1': available is there twice",
        ),
        ({"states": [state("disconnected")]}, "Input Error - field 'states': available is missing"),
        ({"states": [state("available")]}, "Input Error - field 'states': disconnected is missing"),
        (
            {"states": [*states(), state("available")]},
            "Input Error - field 'states.2.name': available is there twice",
        ),
        (
            {"states": states(actions=[{"action": "enablednd"}])},
            "Input Error - missing parameters: states.0.actions.0.enablednd.value",
        ),
        (
            {"states": states(actions=[{"action": "agentlogoff", "value": True}])},
            "Input Error - unknown parameters: states.0.actions.0.agentlogoff.value",
        ),
        (
            {"states": states(actions=[{"action": "enablednd", "value": on} for on in (True, False)])},
            "Input Error - field 'states.0.actions': an action is there twice",
        ),
        (
            {"states": states(actions=[{"action": "queuepause_all"}, {"action": "queueunpause_all"}])},
            "Input Error - field 'states.0.actions': an agent cannot be paused and unpaused at once",
        ),
        ({"states": states(long_name="")}, "Input Error - field 'states.0.long_name': must have a minimum length of 1"),
    ]

    async def test_the_default_presences(self, confd):  # ADM-115
        default = await default_of(confd, self.path)
        assert [one["name"] for one in default["states"]] == SIX
        available, *others, disconnected = default["states"]
        assert available == {
            "name": "available",
            "long_name": "Disponible",
            "color": "#08FD20",
            "allowed": SIX[:-1],
            "actions": [{"action": "enablednd", "value": False}],
        }
        assert {one["name"]: (one["long_name"], one["color"]) for one in others} == {
            "away": ("Sorti", "#FDE50A"),
            "outtolunch": ("Parti Manger", "#001AFF"),
            "donotdisturb": ("Ne pas déranger", "#FF032D"),
            "berightback": ("Bientôt de retour", "#FFB545"),
        }
        assert [one["actions"][0]["value"] for one in others] == [False, False, True, False]
        assert disconnected == {
            "name": "disconnected",
            "long_name": "Déconnecté",
            "color": "#202020",
            "allowed": [],
            "actions": [{"action": "agentlogoff"}],
        }

    async def test_an_action_that_presences_do_not_have_is_refused(self, confd):  # ADM-117
        body = {"name": "x", "states": states(actions=[{"action": "reboot"}])}
        (message,) = await refusal(confd, "POST", self.path, body)
        assert message.startswith("Input Error - field 'states.0.actions.0': ")
        assert "'agentlogoff'" in message

    async def test_a_presence_is_taken_out_of_reach(self, confd):  # ADM-116
        default = await default_of(confd, self.path)
        changed = [{**one, "allowed": [n for n in one["allowed"] if n != "away"]} for one in default["states"]]
        assert (await confd.put(f"{self.path}/{default['id']}", json={"states": changed})).status_code == 204
        assert (await default_of(confd, self.path))["states"] == changed


def looks(*names, **fields):
    return {name: {"long_name": f"state {name}", "color": "#00ff00", **fields} for name in names}


HINTS = ("-2", "-1", "0", "1", "2", "4", "8", "9", "16")


class TestPhoneHints(GroupOfLooks):  # SYS-144
    __test__ = True
    path, event, title, field = "/phone_hints", "phone_hint", "PhoneHint", "hints"
    minimum = {"name": "sales"}
    complete = {"name": "support", "description": "second floor", "hints": looks(*HINTS)}
    edit = {"hints": looks(*HINTS, color="#0000FF")}
    absent = ["Resource Not Found - PhoneHint was not found ('id': 999999)"]
    bad = [
        ({"hints": looks(*HINTS[2:])}, "Input Error - field 'hints': -2, -1 missing"),
        ({"hints": looks(*HINTS, "3")}, "Input Error - 'hints.3.[key]' must be one of (-2, -1, 0, 1, 2, 4, 8, 9, 16)"),
        (
            {"hints": looks(*HINTS, color="#00ff0")},
            "Input Error - field 'hints.-2.color': must match ^#[0-9A-Fa-f]{6}$",
        ),
        ({"hints": []}, "Input Error - field 'hints': wrong type. Should be a object"),
    ]

    async def test_the_default_states(self, confd):  # DEV-071
        hints = (await default_of(confd, self.path))["hints"]
        assert {number: look["color"] for number, look in hints.items()} == {
            "-2": "#030303",
            "-1": "#000000",
            "0": "#0DFF25",
            "1": "#FF032D",
            "2": "#FF0008",
            "4": "#FFFFFF",
            "8": "#1B0AFF",
            "9": "#FF0526",
            "16": "#F7FF05",
        }
        assert (hints["0"]["long_name"], hints["8"]["long_name"]) == ("Disponible", "Sonne")


CALLS = [f"on_call_nonacd_{way}_{where}" for way in ("incoming", "outgoing") for where in ("internal", "external")]
STATUSES = ("logged_out", "available", "unavailable", *CALLS)


class TestAgentStatus(GroupOfLooks):  # SYS-135
    __test__ = True
    path, event, title, field = "/agent_status", "agent_status", "AgentStatus", "statuses"
    minimum = {"name": "sales"}
    complete = {"name": "support", "description": "second floor", "statuses": looks(*STATUSES)}
    edit = {"statuses": looks(*STATUSES, color="#0000FF")}
    absent = ["Resource Not Found - AgentStatus was not found ('id': 999999)"]
    bad = [
        ({"statuses": looks(*STATUSES[1:])}, "Input Error - field 'statuses': logged_out missing"),
        (
            {"statuses": looks(*STATUSES, color="green")},
            "Input Error - field 'statuses.logged_out.color': must match ^#[0-9A-Fa-f]{6}$",
        ),
    ]

    async def test_the_dashboards_six_statuses_and_logged_out_have_a_colour(self, confd):  # CC-167
        statuses = (await default_of(confd, self.path))["statuses"]
        assert set(statuses) == set(STATUSES)
        color = {name: look["color"] for name, look in statuses.items()}
        inside, outside = (
            {color[f"on_call_nonacd_{way}_{where}"] for way in ("incoming", "outgoing")}
            for where in ("internal", "external")
        )
        assert (len(inside), len(outside), len(set(color.values()))) == (1, 1, 5)
