# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import json

import httpx
import pytest


class TestObjects:
    def test_from_creation_to_deletion(self, terminal):
        made = terminal("users", "create", "--firstname", "Hélène", "lastname=Müller", "--mobile-phone-number", "0612")
        assert made.status == 0, made.err
        assert "Hélène" in made.out
        assert (
            terminal.json("users", "get", "1").items() >= {"lastname": "Müller", "mobile_phone_number": "0612"}.items()
        )
        assert terminal("users", "update", "1", "firstname=Ada").status == 0
        listed = terminal("users", "list", "--search", "muller")
        assert "Ada" in listed.out
        assert "Hélène" not in listed.out.split()
        assert terminal("users", "delete", "1").status == 0
        assert terminal.json("users", "list") == {"total": 0, "items": []}

    def test_values_have_the_types_of_their_fields(self, terminal):
        made = terminal.json("lines_sip", "create", "--context", "default", "device_slot=2")
        assert made["device_slot"] == 2
        terminal.json("extensions", "create", "exten=1000", "context=default", "commented=yes")
        assert terminal.json("extensions", "get", "1")["commented"] is True
        ranges = 'ranges:={"user": [{"start": "200", "end": "299"}]}'
        made = terminal.json("contexts", "create", "name=shop", "type=internal", ranges)
        assert made["ranges"]["user"] == [{"start": "200", "end": "299"}]

    def test_paths_below_an_object_and_single_pages_are_nouns(self, terminal):
        terminal("users", "create", "firstname=Ada")
        line = terminal.json("lines_sip", "create", "context=default", "device_slot=1")
        assert terminal.json("users/1/lines", "create", f"line_id={line['id']}")["main_user"] is True
        assert terminal("users/1/telephony", "update", "ring_seconds=12").status == 0
        assert terminal.json("users/1/telephony", "get")["ring_seconds"] == 12
        assert terminal("configuration/live_reload", "update", "enabled=false").status == 0
        assert terminal.json("configuration/live_reload", "get")["enabled"] is False
        assert terminal("users/1/lines", "delete", str(line["id"])).status == 0

    def test_what_has_no_fields_is_not_updated(self, terminal):
        """The template of a user's keys is put there without a body."""
        terminal("users", "create", "firstname=Ada")
        terminal("funckeys/templates", "create", "name=sales")
        said = terminal("users/1/funckeys/templates", "update", "1")
        assert (said.status, "No such command" in said.err) == (2, True)
        assert terminal.json("users/1/funckeys/templates", "list")["items"] == []

    def test_what_a_user_has_of_each_kind_is_a_page(self, terminal):
        terminal("users", "create", "firstname=Ada")
        assert terminal.json("users/1/services", "get")["dnd"] == {"enabled": False}
        assert terminal("users/1/services", "update", 'dnd:={"enabled": true}').status == 0
        assert terminal.json("users/1/services/dnd", "get") == {"enabled": True}
        assert terminal.json("users/1/forwards", "get")["busy"]["enabled"] is False
        assert terminal.json("users/1/funckeys", "get")["keys"] == {}

    def test_a_template_of_keys_is_given_to_a_user_and_taken_back(self, terminal):
        terminal("users", "create", "firstname=Ada")
        key = {"destination": {"type": "custom", "exten": "1002"}}
        template = terminal.json("funckeys/templates", "create", "name=sales", f"keys:={json.dumps({'4': key})}")["id"]
        assert terminal(f"users/1/funckeys/templates/{template}", "do").status == 0
        assert list(terminal.json("users/1/funckeys", "get")["keys"]) == ["4"]
        assert terminal("users/1/funckeys/templates", "delete", str(template)).status == 0
        assert terminal.json("users/1/funckeys", "get")["keys"] == {}

    def test_a_single_page_that_can_end_is_deleted(self, terminal):  # CC-127
        terminal("users", "create", "firstname=Ada")
        line = terminal.json("lines_sip", "create", "context=default", "device_slot=1")
        number = terminal.json("extensions", "create", "exten=1001", "context=default")
        terminal("users/1/lines", "create", f"line_id={line['id']}")
        terminal(f"lines/{line['id']}/extensions", "create", f"extension_id={number['id']}")
        box = terminal.json("voicemails", "create", "name=Ada", "number=1001", "context=default")
        assert terminal("users/1/voicemail", "create", f"voicemail_id={box['id']}").status == 0
        assert terminal("users/1/voicemail", "delete").status == 0
        assert terminal("users/1/voicemail", "get").status == 1
        assert terminal("voicemails", "delete", str(box["id"])).status == 0

    def test_pages_order_and_own_parameters(self, terminal):
        for name in ("Ada", "Bob", "Cid"):
            terminal("users", "create", f"firstname={name}")
        page = terminal.json("users", "list", "--order", "firstname", "--descending", "--limit", "2", "--skip", "1")
        assert ([user["firstname"] for user in page["items"]], page["total"]) == (["Bob", "Ada"], 3)
        said = terminal("users", "list", "--limit", "1")
        assert "1 of 3" in said.err
        assert "exten" in terminal.json("users", "list", "-p", "view=directory")["items"][0]

    def test_what_is_configured_is_never_markup(self, terminal):
        terminal("users", "create", "firstname=[red]Ada[/red]")
        assert "[red]Ada[/red]" in terminal("users", "list").out
        assert "[red]Ada[/red]" in terminal("users", "get", "1").out

    def test_json_may_be_asked_for_before_the_noun(self, terminal):
        assert terminal("--json", "users", "list").json == {"total": 0, "items": []}

    def test_every_resource_of_confd_is_a_noun(self, terminal):
        shown = terminal("--help").out
        for noun in ("users", "contexts", "entities", "call_permissions", "configuration/live_reload", "import"):
            assert noun in shown, noun
        assert "--mobile-phone-number" in terminal("users", "create", "--help").out


class TestRefusals:
    def test_confd_says_why(self, terminal):
        said = terminal("users", "get", "99")
        assert (said.status, said.out) == (1, "")
        assert "User with id=99 does not exist" in said.err
        said = terminal("users", "create", "lastname=x")
        assert (said.status, said.err.strip()) == (1, "Input Error - missing parameters: firstname")

    @pytest.mark.parametrize(
        "words",
        [
            ("nouns",),
            ("users", "paint"),
            ("users", "create", "nope=1"),
            ("users", "create", "firstname"),
            ("users", "update", "1"),
            ("users", "list", "-p", "view"),
            ("lines_sip", "create", "context=default", "device_slot=two"),
            ("contexts", "create", "name=x", "type=internal", "ranges:={"),
            ("import", "/nonexistent.csv"),
            ("export", "lines"),
            ("dialplan", "what", "@default"),
        ],
    )
    def test_what_makes_no_sense(self, terminal, words):
        said = terminal(*words)
        assert said.status == 2, said
        assert said.err

    def test_confd_is_away(self, terminal):
        def refuse(request):
            raise httpx.ConnectError("connection refused", request=request)

        terminal.transport = httpx.MockTransport(refuse)
        said = terminal("users", "list")
        assert (said.status, said.err.strip()) == (3, "http://127.0.0.1:9487: connection refused")
        assert terminal("--help").status == 0


class TestAccess:
    @pytest.fixture
    def asked(self, terminal):
        seen = []

        def answer(request):
            seen.append(request)
            return httpx.Response(200, json={"paths": {}, "version": 1, "contexts": []})

        terminal.transport = httpx.MockTransport(answer)
        return seen

    def test_options_come_before_the_environment_and_that_before_the_file(self, terminal, asked, tmp_path):
        file = tmp_path / "cli.yml"
        file.write_text("url: http://file:1\ntoken: from-file\n")
        file.chmod(0o600)
        terminal("users", "list", XIVO_CONFIG=str(file))
        terminal("users", "list", XIVO_CONFIG=str(file), XIVO_URL="http://environment:2")
        terminal("--url", "http://option:3", "users", "list", XIVO_CONFIG=str(file), XIVO_TOKEN="from-environment")
        assert [(one.url.host, one.headers["x-auth-token"]) for one in asked] == [
            ("file", "from-file"), ("environment", "from-file"), ("option", "from-environment"),
        ]  # fmt: skip

    def test_a_file_that_others_may_read_is_refused(self, terminal, asked, tmp_path):
        file = tmp_path / "cli.yml"
        file.write_text("token: secret\n")
        file.chmod(0o644)
        said = terminal("users", "list", XIVO_CONFIG=str(file))
        assert said.status == 2
        assert f"chmod 600 {file}" in said.err
        assert asked == []

    @pytest.mark.parametrize("text", ["- 1", "colour: red", "a: [", "url: [1"])
    def test_a_file_that_is_not_understood_is_refused(self, terminal, asked, tmp_path, text):
        file = tmp_path / "cli.yml"
        file.write_text(text)
        file.chmod(0o600)
        assert terminal("users", "list", XIVO_CONFIG=str(file)).status == 2
        assert asked == []


def test_the_shell_completes_nouns_and_fields(terminal):
    def completed(words: str) -> str:
        count = str(len(words.split()) - (0 if words.endswith(" ") else 1))
        return terminal(_XIVO_COMPLETE="complete_bash", COMP_WORDS=words, COMP_CWORD=count).out

    assert "contexts" in completed("xivo con")
    assert "create" in completed("xivo users c")
    assert "--mobile-phone-number" in completed("xivo users create --mob")
