# SPDX-License-Identifier: GPL-3.0-or-later
"""Carries CC-128 of the requirements catalogue."""

from xivo_sysconfd.asterisk.message_lamps import MWI_RELOAD, commands

WITH = "[abc](line)\nauth = abc\nmailboxes = 1501@default\n[abc]\ntype = aor\nmailboxes = 1501@default\n"
WITHOUT = "[abc](line)\nauth = abc\n[abc]\ntype = aor\n"


def test_nothing_is_told_while_mailboxes_are_the_same() -> None:
    assert commands(WITH, WITH + "[def](line)\n") == set()


def test_a_new_mailbox_lights_its_lamp_at_once() -> None:
    assert commands(WITHOUT, WITH) == {MWI_RELOAD}
    assert commands(WITH, WITH.replace("1501", "1591")) == {MWI_RELOAD}


def test_the_lamp_of_a_mailbox_that_is_gone_goes_out() -> None:
    assert commands(WITH, WITHOUT) == {MWI_RELOAD, "pjsip send notify no-messages endpoint abc"}


def test_a_line_that_is_gone_has_no_lamp() -> None:
    assert commands(WITH, "") == {MWI_RELOAD}
