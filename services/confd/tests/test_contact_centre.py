# SPDX-License-Identifier: GPL-3.0-or-later
"""Agents, their groups and skills, rules of skills, and what statistics show."""

import pytest
from xivo_confd.resources.queue_skill_rules.grammar import RuleError, skills_of
from xivo_testkit.crud import CrudSuite


async def made(confd, path, **body):
    answer = await confd.post(path, json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


class TestAgentGroups(CrudSuite):  # CC-134
    path = "/agent_groups"
    event = "agent_group"
    minimum = {"name": "night"}
    complete = {"name": "day", "description": "from eight to five"}
    edit = {"description": "from nine"}
    required = ("name",)
    absent = ["Resource Not Found - AgentGroup was not found ('id': 999999)"]
    sortable = ("id", "name")
    bad = [({"name": ""}, "Input Error - field 'name': must have a minimum length of 1")]

    async def test_the_default_group_is_there_and_stays(self, confd):  # CC-095
        (first,) = (await confd.get(self.path)).json()["items"]
        assert (first["id"], first["name"]) == (1, "default")
        assert (await confd.delete(f"{self.path}/1")).status_code == 400
        assert (await confd.put(f"{self.path}/1", json={"name": "others"})).status_code == 400

    async def test_a_group_with_agents_stays(self, confd):
        group = await self.make(confd)
        agent = await made(confd, "/agents", number="2000", context="default", group_id=group)
        assert (await confd.delete(f"{self.path}/{group}")).json() == [
            f"Resource Error - AgentGroup is associated with a Agent ('agent_group_id': {group}, 'agent_id': {agent})"
        ]


class TestAgents(CrudSuite):  # CC-132, CC-134
    path = "/agents"
    event = "agent"
    minimum = {"number": "2000", "context": "default"}
    complete = {
        "number": "1674",
        "firstname": "Bob",
        "lastname": "Operator",
        "password": "4321",
        "context": "default",
        "language": "en_US",
        "group_id": 1,
        "description": "at the desk",
        "preprocess_subroutine": "my-agent",
        "wrapup_time": 10,
        "autologoff": 60,
        "ackcall": True,
        "users": [],
        "skills": [],
    }
    edit = {"lastname": "Operator-Jones"}
    required = ("number", "context")
    absent = ["Resource Not Found - Agent was not found ('id': 999999)"]
    sortable = ("id", "number", "firstname", "lastname")
    write_only = ("password",)
    bad = [
        ({"number": "20a"}, "Input Error - field 'number': must match ^[0-9]+$"),
        ({"group_id": 77}, "Input Error - field 'group_id': AgentGroup 77 was not found"),
        ({"context": "nowhere"}, "Input Error - field 'context': Context nowhere was not found"),
        ({"users": [{"user_id": 77}]}, "Input Error - field 'users.0.user_id': User 77 was not found"),
        (
            {"skills": [{"skill_id": 77, "weight": 1}]},
            "Input Error - field 'skills.0.skill_id': QueueSkill 77 was not found",
        ),
    ]

    async def test_a_number_is_one_agents(self, confd):
        await self.make(confd)
        answer = await confd.post(self.path, json=self.minimum)
        assert answer.json() == ["Resource Error - Agent already exists ('number': '2000')"]

    async def test_skills_have_weights_and_stay_while_an_agent_has_them(self, confd):  # CC-174
        agent = await self.make(confd)
        english = await made(confd, "/queue_skills", name="english", category="language")
        skills = f"{self.path}/{agent}/skills"
        assert (await confd.post(skills, json={"skill_id": english, "weight": 75})).status_code == 201
        assert (await confd.put(f"{skills}/{english}", json={"weight": 80})).status_code == 204
        assert (await confd.get(skills)).json()["items"] == [{"skill_id": english, "weight": 80}]
        assert (await confd.delete(f"/queue_skills/{english}")).status_code == 400
        assert (await confd.delete(f"{skills}/{english}")).status_code == 204
        assert (await confd.delete(f"/queue_skills/{english}")).status_code == 204

    async def test_a_deleted_user_is_no_agent_any_more(self, confd):  # API-111
        user = await made(confd, "/users", firstname="Bob")
        agent = await self.make(confd, {**self.minimum, "users": [{"user_id": user}]})
        assert (await confd.delete(f"/users/{user}")).status_code == 204
        assert (await confd.get(f"{self.path}/{agent}")).json()["users"] == []


class TestQueueSkills(CrudSuite):  # CC-173
    path = "/queue_skills"
    event = "queue_skill"
    minimum = {"name": "english", "category": "language"}
    complete = {"name": "bank", "category": "trade", "description": "accounts"}
    edit = {"category": "money"}
    required = ("name", "category")
    absent = ["Resource Not Found - QueueSkill was not found ('id': 999999)"]
    sortable = ("id", "name", "category")
    bad = [({"name": "English"}, "Input Error - field 'name': must match ^[a-z_][a-z0-9_-]*$")]

    async def test_a_name_is_unique_over_all_categories(self, confd):
        await self.make(confd)
        answer = await confd.post(self.path, json={"name": "english", "category": "other"})
        assert answer.json() == ["Resource Error - QueueSkill already exists ('name': 'english')"]


class TestQueueSkillRules(CrudSuite):  # CC-175
    path = "/queue_skill_rules"
    event = "queue_skill_rule"
    minimum = {"name": "anybody"}
    complete = {"name": "select_lang", "description": "", "rules": ["WT < 10 , $lang > 90", "$lang > 40"]}
    edit = {"rules": ["english | french"]}
    required = ("name",)
    absent = ["Resource Not Found - QueueSkillRule was not found ('id': 999999)"]
    sortable = ("id", "name")
    bad = [
        (
            {"rules": ["english", "WT < 10, 10 < english"]},
            "Input Error - field 'rules.1': column 10: a skill is expected before 10",
        ),
        ({"rules": ["english >"]}, "Input Error - field 'rules.0': column 10: english is compared with a number"),
    ]


class TestRules:
    @pytest.mark.parametrize(
        ("rule", "skills"),
        [
            ("technic ! 0 & ($os > 29 & $lang > 39 | $os > 39 & $lang > 19)", ["technic"]),
            ("WT < 10 , $lang > 90", []),
            ("(WT < 60 | EWT > 5) & WT ! 3, english>50", ["english"]),
            ("english | french", ["english", "french"]),
            ("((english))", ["english"]),
            ("bank = -1", ["bank"]),
        ],
    )
    def test_that_are_good(self, rule, skills):  # CC-177, CC-179, CC-180, CC-181
        assert skills_of(rule) == skills

    @pytest.mark.parametrize(
        ("rule", "column"),
        [
            ("10 < english", 1),
            ("english < french", 11),
            ("10 < 11", 1),
            ("english > 1 french", 13),
            ("(english > 1", 1),
            ("english > 1)", 12),
            ("english ^ 2", 9),
            ("WT < 1, WT > 2", 9),
            ("english, french", 1),
            ("WT, english", 3),
            ("WT < 1, english, french", 16),
            ("WT < 1,", 8),
            ("english &", 10),
            ("", 1),
        ],
    )
    def test_that_are_not(self, rule, column):  # CC-175, CC-178
        with pytest.raises(RuleError) as refused:
            skills_of(rule)
        assert refused.value.column == column, str(refused.value)


class TestStatConfigurations(CrudSuite):  # CC-187
    path = "/stat_configurations"
    event = "stat_configuration"
    minimum = {"name": "all", "dbegcache": "2026-01"}
    complete = {
        "name": "hotline",
        "interval": {"number": 3, "unit": "week"},
        "home": True,
        "timezone": "America/Montreal",
        "dbegcache": "2025-01",
        "dendcache": "2026-06",
        "hour_start": "08:00",
        "hour_end": "17:00",
        "week_days": [1, 2, 3],
        "periods": ["15", "16-20", "21-30", "61"],
        "queues": [],
        "agents": [],
    }
    edit = {"home": True}
    required = ("name", "dbegcache")
    absent = ["Resource Not Found - StatConfiguration was not found ('id': 999999)"]
    sortable = ("id", "name")
    bad = [
        ({"timezone": "Mars"}, "Input Error - field 'timezone': Mars is no time zone"),
        ({"hour_start": "08:30"}, "Input Error - field 'hour_start': must match ^([01][0-9]|2[0-3]):00$"),  # CC-188
        ({"hour_start": "19:00"}, "Input Error - field 'hour_end': must be after hour_start"),
        ({"dendcache": "2024-12"}, "Input Error - field 'dendcache': must not be before dbegcache"),
        ({"periods": ["30-0"]}, "Input Error - field 'periods.0': 30-0 ends before it begins"),  # CC-189
        (
            {"periods": ["0-10", "20", "30"]},
            "Input Error - field 'periods.1': only the first and the last may be one number",
        ),
        ({"week_days": [1, 1]}, "Input Error - field 'week_days': one comes twice"),
    ]

    async def test_deleted_agents_and_queues_leave_it(self, confd):
        agent = await made(confd, "/agents", number="2000", context="default")
        queue = await made(confd, "/queues", name="hotline", context="default")
        identifier = await self.make(confd, {**self.minimum, "agents": [agent], "queues": [queue]})
        assert (await confd.delete(f"/agents/{agent}")).status_code == 204
        assert (await confd.delete(f"/queues/{queue}")).status_code == 204
        shown = (await confd.get(f"{self.path}/{identifier}")).json()
        assert (shown["agents"], shown["queues"]) == ([], [])
