# SPDX-License-Identifier: GPL-3.0-or-later
"""Distribution queues in queues.conf and in the dialplan."""

from typing import Any

from xivo_confgend.generators.queues import GENERAL

from .test_services import extensions, group, numbered, office, options, queues


def queue(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "id": number,
        "name": f"queue{number}",
        "enabled": True,
        "strategy": "rrmemory",
        "music_on_hold": "default",
        "announce": "",
        "exit_context": None,
        "timeoutpriority": "conf",
        "servicelevel": 20,
        "timeout": 15,
        "retry": 5,
        "weight": 2,
        "wrapuptime": 10,
        "maxlen": 7,
        "ringinuse": False,
        "autofill": True,
        "autopause": "all",
        "joinempty": [],
        "leavewhenempty": [],
        "announce_frequency": 30,
        "min_announce_frequency": 15,
        "announce_position": "limit",
        "announce_position_limit": 3,
        "announce_holdtime": "once",
        "announce_round_seconds": 10,
        "periodic_announce": [],
        "periodic_announce_frequency": 0,
        "users": [],
        "agents": [],
        **fields,
    }


class TestQueuesConf:
    def test_what_all_share(self) -> None:
        data = office()
        data["settings"] = {**data["settings"], "queues_general": {**GENERAL, "shared_lastcall": True}}
        shared = {name: "yes" if value else "no" for name, value in GENERAL.items()} | {"shared_lastcall": "yes"}
        assert dict(options(queues(data), "general")) == {**shared, "monitor-type": "MixMonitor"}

    def test_the_options_have_asterisks_names(self) -> None:  # CC-139, CC-140
        found = dict(options(queues(office(queues=[queue(1)])), "queue1"))
        assert found == {
            "strategy": "rrmemory",
            "timeoutpriority": "conf",
            "autopause": "all",
            "announce-position": "limit",
            "announce-holdtime": "once",
            "servicelevel": "20",
            "timeout": "15",
            "retry": "5",
            "weight": "2",
            "wrapuptime": "10",
            "maxlen": "7",
            "announce-frequency": "30",
            "min-announce-frequency": "15",
            "announce-position-limit": "3",
            "announce-round-seconds": "10",
            "periodic-announce-frequency": "0",
            "musicclass": "default",
            "ringinuse": "no",
            "autofill": "yes",
            "joinempty": "yes",
            "leavewhenempty": "no",
            "setqueuevar": "yes",
        }

    def test_what_is_said_only_sometimes(self) -> None:
        fields = {
            "music_on_hold": None,
            "announce": "my/announce",
            "exit_context": "default",
            "joinempty": ["unavailable", "paused"],
            "leavewhenempty": ["invalid"],
            "periodic_announce": ["my/one", "my/two"],
        }
        found = dict(options(queues(office(queues=[queue(1, **fields)])), "queue1"))
        assert "musicclass" not in found
        assert (found["announce"], found["context"]) == ("my/announce", "default")
        assert (found["joinempty"], found["leavewhenempty"]) == ("unavailable,paused", "invalid")
        assert found["periodic-announce"] == "my/one,my/two"

    def test_users_are_members_and_agents_are_not_until_they_log_in(self) -> None:  # CC-145
        members = {"users": [{"user_id": 2, "penalty": 3}], "agents": [{"agent_id": 1, "penalty": 0}]}
        text = queues(office(queues=[queue(1, **members)]))
        (member,) = [value for key, value in options(text, "queue1") if key == "member"]
        assert member.startswith("PJSIP/line0002,3,")

    def test_groups_and_queues_stand_beside_each_other(self) -> None:
        text = queues(office(queues=[queue(1), queue(2, enabled=False)], groups=[group(3)]))
        assert [line for line in text.splitlines() if line.startswith("[")] == ["[general]", "[queue1]", "[group3]"]


class TestDialplan:
    def test_its_number_enters_the_library_with_its_id_and_has_a_lamp(self) -> None:  # CC-137
        text = extensions(numbered(office(queues=[queue(1)]), "queue", 1, "3001"))
        assert "Gosub(queue,s,1(1,))" in text
        assert "exten => 3001,hint,Queue:queue1" in text

    def test_without_agid_the_library_still_knows_its_name(self) -> None:
        text = extensions(office(queues=[queue(1), queue(2, enabled=False)]))
        found = [value for key, value in options(text, "xivo-queues") if key in {"exten", "same"}]
        assert "1,1,Set(XIVO_QUEUENAME=queue1)" in found
        assert not any("queue2" in value for value in found)
