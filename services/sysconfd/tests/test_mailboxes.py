# SPDX-License-Identifier: GPL-3.0-or-later
"""Messages go where their mailbox goes, and end with it."""

import os
from contextlib import suppress
from pathlib import Path

import pytest
from xivo_sysconfd.voicemail.mailboxes import Mailboxes, listed

HEAD = "[general]\nformat = wav\n"


def conf(**mailboxes):
    places = (f"; mailbox {identifier[1:]} {place}\n" for identifier, place in mailboxes.items())
    return f"{HEAD}; mailboxes {len(mailboxes)}\n" + "".join(places)


@pytest.fixture
def spool(tmp_path):
    folder = tmp_path / "voicemail"
    for number in ("1001", "1002", "1003"):
        (folder / "default" / number / "INBOX").mkdir(parents=True)
        (folder / "default" / number / "INBOX" / "msg0000.wav").write_text(number)
    return folder


def heard(spool):
    """The messages by mailbox; what is deleted while we look is not there."""
    messages = {}
    for folder, _, files in os.walk(spool):
        if "msg0000.wav" in files:
            with suppress(FileNotFoundError):
                messages[str(Path(folder).relative_to(spool).parent)] = Path(folder, "msg0000.wav").read_text()
    return messages


ALL = {"_1": "1001@default", "_2": "1002@default", "_3": "1003@default"}


class TestFollowing:
    def test_a_deleted_mailbox_loses_its_messages(self, spool):  # API-123
        Mailboxes(spool).follow(conf(**ALL), conf(_2="1002@default", _3="1003@default"))
        assert heard(spool) == {"default/1002": "1002", "default/1003": "1003"}

    def test_whoever_gets_its_number_finds_nothing(self, spool):  # API-123
        Mailboxes(spool).follow(conf(**ALL), conf(**{**ALL, "_1": "1002@default", "_2": "1001@default"}))
        assert heard(spool)["default/1001"] == "1002"
        Mailboxes(spool).follow(conf(**ALL), conf(_4="1001@default", _2="1002@default", _3="1003@default"))
        assert "default/1001" not in heard(spool)

    def test_a_renumbered_one_keeps_them_in_another_context_too(self, spool):
        Mailboxes(spool).follow(conf(**ALL), conf(**{**ALL, "_1": "2001@shop"}))
        assert heard(spool) == {"default/1002": "1002", "default/1003": "1003", "shop/2001": "1001"}

    def test_twice_is_as_once(self, spool):
        for _ in range(2):
            Mailboxes(spool).follow(conf(**ALL), conf(_2="1004@default", _3="1003@default"))
        assert heard(spool) == {"default/1003": "1003", "default/1004": "1002"}

    @pytest.mark.parametrize("before", [None, HEAD])
    def test_what_was_not_listed_is_left_alone(self, spool, before):
        Mailboxes(spool).follow(before, conf())
        assert len(heard(spool)) == 3

    @pytest.mark.parametrize("after", [HEAD, conf(**ALL).rsplit("; mailbox", 1)[0]])
    def test_a_list_that_is_not_whole_ends_nothing(self, spool, after):
        Mailboxes(spool).follow(conf(**ALL), after)
        assert len(heard(spool)) == 3

    def test_no_place_is_outside_the_spool(self):
        assert listed(conf(_4="1004@ok")) == {4: ("ok", "1004")}
        for place in ("1001@..", "../1@default", "1003@a/b"):
            assert listed(conf(_1=place, _4="1004@ok")) is None


class TestWithTheConfiguration:
    async def test_the_file_that_no_longer_has_a_mailbox_ends_its_messages(self, host, spool):  # API-123
        host.confgend.files["voicemail.conf"] = conf(**ALL)
        sections = {"asterisk": {**host.settings().asterisk.model_dump(mode="json"), "voicemail_dir": str(spool)}}
        async with host.console(), host.sysconfd(**sections):
            await host.until(lambda: host.written("voicemail.conf") == conf(**ALL))
            assert len(heard(spool)) == 3
            host.confgend.files["voicemail.conf"] = conf(_1="1001@default")
            await host.announce(live_reload=True)
            await host.until(lambda: heard(spool) == {"default/1001": "1001"})


class TestTheCall:
    async def test_messages_are_removed_once(self, host, spool):  # API-171
        sections = {"asterisk": {**host.settings().asterisk.model_dump(mode="json"), "voicemail_dir": str(spool)}}
        async with host.console(), host.sysconfd(**sections):
            answers = [
                await host.client.get("/delete_voicemail", params=parameters)
                for parameters in (
                    {"name": "1001"},
                    {"name": "1001"},
                    {"name": "1002", "context": "nowhere"},
                    {"name": "1002", "context": ".."},
                    {"name": "../x"},
                    {},
                )
            ]
        assert [answer.status_code for answer in answers] == [200, 404, 404, 404, 400, 400]
        assert answers[0].json() == {}
        assert set(heard(spool)) == {"default/1002", "default/1003"}
