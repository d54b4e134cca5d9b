# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import pytest
from xivo_cli.dialplan.explanation import Explainer, Step


def texts(step: Step) -> list[str]:
    return [step.text, *(text for following in step.steps for text in texts(following))]


class TestOnConfd:
    @pytest.fixture
    def alice(self, terminal):
        content = "firstname|lastname|phonenumber|context|protocol|ringseconds\nAlice|Martin|1001|default|sip|25\n"
        assert terminal("import", "-", stdin=content).status == 0

    @pytest.mark.usefixtures("alice")
    def test_the_number_of_a_user(self, terminal):
        said = terminal("dialplan", "what", "1001@default")
        assert said.status == 0, said.err
        for text in ("user Alice Martin (id 1)", "rings for 25 seconds", "(sip, no device)", "without an answer"):
            assert text in said.out, text
        steps = terminal.json("dialplan", "what", "1001")
        assert steps["text"] == "1001 is dialled in context default"
        assert steps["steps"][0]["text"] == "user Alice Martin (id 1)"

    def test_his_forward_his_mailbox_and_his_direct_number(self, terminal):
        columns = "firstname|language|phonenumber|context|protocol|incallexten|incallcontext|incallringseconds"
        columns += "|voicemailname|voicemailmailbox|enablebusy|destbusy"
        people = (
            "Alice|en_US|1001|default|sip|2050|from-extern|15|Alice|1001|1|1002\nBob|en_US|1002|default|sip|||||||\n"
        )
        said = terminal("import", "-", stdin=f"{columns}\n{people}")
        assert said.status == 0, said.err
        told = terminal("dialplan", "what", "2050@from-extern").out
        for text in (
            "incall 2050",
            "user Alice",
            "rings for 15 seconds",
            "without an answer:",
            "voicemail Alice",
            "is forwarded to 1002",
            "user Bob",
        ):
            assert text in told, text

    def test_nobody_s_number(self, terminal):
        assert "it has no trunk" in terminal("dialplan", "what", "1999@default").out
        assert "no extension has this number" in terminal("dialplan", "what", "1999@from-extern").out
        assert "there is no context nope" in terminal("dialplan", "what", "1001@nope").out

    def test_a_number_outside(self, terminal):  # ADM-264, ADM-266
        for name in ("one", "two"):
            endpoint = f'{{"protocol": "custom", "interface": "Local/{name}@from-extern"}}'
            made = terminal("trunks", "create", f"name={name}", "context=from-extern", f"endpoint:={endpoint}")
            assert made.status == 0, made.err
        pattern = '[{"exten": "XXXX.", "prefix": "0", "strip_digits": 1, "external_prefix": "+33"}]'
        made = terminal(
            *("outcalls", "create", "name=abroad", "context=to-extern", "trunks:=[2, 1]", f"extensions:={pattern}")
        )
        assert made.status == 0, made.err
        steps = terminal.json("dialplan", "what", "0612345678")["steps"]
        assert steps[0]["text"] == "context default includes to-extern"
        told = [step["text"] for step in steps[0]["steps"][0]["steps"][0]["steps"]]
        assert told == ["dials +33612345678 on trunk two", "dials +33612345678 on trunk one"]

    @pytest.mark.usefixtures("alice")
    def test_a_context_that_includes_another(self, terminal):
        terminal("contexts", "create", "name=shop", "type=internal", 'includes:=["default"]')
        said = terminal("dialplan", "what", "1001@shop")
        assert "context shop includes default" in said.out
        assert "user Alice Martin" in said.out


def extension(number, exten, **others):
    return {
        "id": number,
        "exten": exten,
        "context": "default",
        "commented": False,
        "type": "user",
        "typeval": None,
        **others,
    }


class TestFollowing:
    def test_a_user_who_does_not_want_to_be_disturbed(self, office):
        company = office()
        company["users"][0]["dnd_enabled"] = True
        told = texts(Explainer(company).explain("1001", "default"))
        assert "does not want to be disturbed: it is as if he were busy" in told
        assert not any("rings" in text for text in told)

    def test_forwards_are_followed_and_circles_end(self, office):
        company = office()
        company["users"][0] |= {"noanswer_enabled": True, "noanswer_destination": "1002"}
        company["users"][1] |= {"unconditional_enabled": True, "unconditional_destination": "1001"}
        company["users"][1] |= {"busy_enabled": False, "busy_destination": "1"}
        told = texts(Explainer(company).explain("1001", "default"))
        assert "without an answer: is forwarded to 1002" in told
        assert "forwards every call to 1001" in told
        assert told[-2:] == ["as above", "when busy: the call ends"]

    def test_a_group_with_members_and_chained_destinations(self, office):
        group = {
            "id": 5, "name": "sales", "label": "Sales", "enabled": True, "ring_strategy": "ringall", "timeout": 20,
            "users": [{"user_id": 1}, {"user_id": 2}],
            "fallbacks": {
                "noanswer": {"type": "user", "user_id": 2}, "busy": {"type": "hangup", "cause": "busy"},
                "congestion": {"type": "extension", "exten": "1001", "context": "default"}, "fail": None,
            },
        }  # fmt: skip
        company = office(groups=[group])
        company["extensions"].append(extension(9, "2000", type="group", typeval=5))
        told = texts(Explainer(company).explain("2000", "default"))
        assert told[1:6] == ["group Sales (id 5)", "rings its members (ringall)", "Alice", "Bob", "for 20 seconds"]
        assert "user Bob (id 2)" in told
        assert "when busy: the call ends (busy)" in told
        assert "when the lines are overloaded: as if 1001@default were dialled" in told

    @pytest.mark.parametrize(
        ("number", "matched"),
        [("0612345678", "_0X."), ("0800", "_0800"), ("15", "_1[0-5]"), ("+33", "_+."), ("16", None)],
    )
    def test_patterns_of_included_contexts(self, office, number, matched):
        company = office()
        patterns = ("_0X.", "_0800", "_1[0-5]", "_+.")
        company["extensions"] += [extension(10 + n, one, context="out") for n, one in enumerate(patterns)]
        told = texts(Explainer(company).explain(number, "default"))
        assert (f"it matches {matched}" in told) is (matched is not None)
        assert ("context default includes out" in told) is (matched is not None)

    def test_disabled_numbers_and_lines_without_users(self, office):
        company = office(user_lines=[])
        company["extensions"][1]["commented"] = True
        assert "nobody uses its line" in texts(Explainer(company).explain("1001", "default"))
        assert "no extension has this number: the caller hears that it does not exist" in texts(
            Explainer(company).explain("1002", "default")
        )
