# SPDX-License-Identifier: GPL-3.0-or-later
"""Administrators' templates that are not good: provd and the other telephones go on, the author is told."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

import pytest
from xivo_provd.plugin import apart

from .conftest import LINE_PASSWORD, YEALINK_AGENT, give_line, only_device

PLUGIN = "xivo-yealink-v80"
PHONE, OTHER = "10.34.1.50", "10.34.1.66"
OWN, OTHERS = "/001565123456.cfg", "/001565123457.cfg"
OTHERS_AGENT = YEALINK_AGENT.replace("34:56", "34:57")

LOOP, END = "{% for _ in range(99999) %}", "{% endfor %}"
ENDLESS = f"{LOOP}{LOOP}{{% if x %}}.{{% endif %}}{END}{END}"
RECURSIVE = "{% macro again(n) %}{{ again(n + 1) }}{{ again(n + 2) }}{% endmacro %}{{ again(0) }}"
HUGE = "{% for a in range(3000) %}{{ 'x' * 1024 }}{% endfor %}"
GREEDY = "{{ 'x' * 10 ** 11 }}"


@pytest.fixture
def custom(provd) -> Path:
    folder: Path = provd.settings.plugins.directory / PLUGIN / "var" / "templates"
    return folder


@pytest.fixture
def hurried(monkeypatch) -> None:
    """So that a test does not wait as long as a telephone may."""
    monkeypatch.setattr(apart, "RENDER_SECONDS", 3.0)


async def started(provd) -> None:
    """The process that renders runs: a time limit of a test is not used up by its start."""
    plugin = provd.app.state.plugins.get(PLUGIN)
    await plugin.apart.start()


async def reconfigured(api) -> tuple[int, str]:
    device = await only_device(api, mac="00:15:65:12:34:56")
    answer = await api.post("/dev_mgr/reconfigure", json={"id": device["id"]})
    return answer.status_code, answer.json()["error"] if answer.content else ""


class TestATemplateThatDoesNotEnd:
    # CC-064 CC-065
    @pytest.mark.parametrize(
        "template", [ENDLESS, GREEDY, HUGE, RECURSIVE], ids=["loop", "memory", "size", "recursion"]
    )
    async def test_leaves_the_telephone_its_last_good_file(self, provd, api, custom, hurried, caplog, template):
        await provd.get(PHONE, OWN)
        await give_line(api, await only_device(api))
        good = await provd.get(PHONE, OWN)
        assert LINE_PASSWORD in good.text
        await started(provd)
        custom.joinpath("T46G.tpl").write_text(template)

        status, reason = await reconfigured(api)
        assert status == 409
        assert f"plugin {PLUGIN}: " in reason
        await provd.get(PHONE, "/y000000000028.cfg")
        provd.app.state.rendered.forget({"*"})
        with caplog.at_level(logging.WARNING):
            again = await provd.get(PHONE, OWN)
        assert (again.status_code, again.text) == (200, good.text)
        assert any(reason in record.getMessage() for record in caplog.records)
        # it is not taken for the phone's new file
        custom.joinpath("T46G.tpl").write_text("good again: {{ sip_lines['1'].username }}")
        assert (await reconfigured(api)) == (204, "")
        assert (await provd.get(PHONE, OWN)).text == "good again: je5qtq"

    async def test_does_not_hold_up_others(self, provd, custom, hurried):
        custom.joinpath("001565123456.cfg.tpl").write_text(ENDLESS)
        await started(provd)
        # a first contact, which writes much, and one that is known
        asked = asyncio.create_task(provd.get(PHONE, OWN))
        served = 0
        while not asked.done():
            assert (await provd.get(OTHER, OTHERS, OTHERS_AGENT)).status_code == 200
            provd.app.state.rendered.forget({"*"})
            served += 1
        assert served > 1
        assert (await asked).status_code == 404

    async def test_is_tried_once_until_it_changes(self, provd, api, custom, hurried):
        custom.joinpath("001565123456.cfg.tpl").write_text(ENDLESS)
        await started(provd)
        assert (await provd.get(PHONE, OWN)).status_code == 404
        plugin = provd.app.state.plugins.get(PLUGIN)
        tried = plugin.apart.ended
        status = (await api.get("http://provd:8666/status")).json()
        [reason] = status["plugins"]["templates"][PLUGIN]
        assert "var/templates/001565123456.cfg.tpl: configure: no answer within" in reason
        for _ in range(3):
            assert (await provd.get(PHONE, OWN)).status_code == 404
        assert plugin.apart.ended == tried == 1
        custom.joinpath("001565123456.cfg.tpl").write_text("short")
        assert (await provd.get(PHONE, OWN)).text == "short"

    async def test_in_what_all_phones_share_leaves_them_that(self, provd, custom, hurried):
        common = "/y000000000028.cfg"
        await provd.get(PHONE, OWN)
        good = await provd.get(PHONE, common)
        await started(provd)
        custom.joinpath("common.tpl").write_text(ENDLESS)
        provd.app.state.rendered.forget({"*"})
        assert (await provd.get(PHONE, common)).text == good.text
        assert (await provd.get(PHONE, OWN)).status_code == 200


class TestTheAuthor:
    async def test_is_told_the_line_and_no_values(self, provd, api, custom, caplog):
        await provd.get(PHONE, OWN)
        await give_line(api, await only_device(api))
        for template, told in (
            ("one\n{% if %}", "var/templates/T46G.tpl:2: TemplateSyntaxError: Expected an expression"),
            ("one\ntwo\n{{ nothing.at.all }}", "var/templates/T46G.tpl:3: UndefinedError: 'nothing' is undefined"),
            ("{{ sip_lines.__class__() }}", "var/templates/T46G.tpl:1: SecurityError: "),
            ("{{ 1 + sip_lines['1'].password }}", "var/templates/T46G.tpl:1: TypeError"),
            ("{% include 'absent.tpl' %}", "var/templates/T46G.tpl:1: TemplateNotFound: "),
        ):
            custom.joinpath("T46G.tpl").write_text(template)
            status, reason = await reconfigured(api)
            assert status == 409, template
            assert reason.startswith(f"plugin {PLUGIN}: {told}")
            assert LINE_PASSWORD not in reason
        assert LINE_PASSWORD not in caplog.text

    async def test_may_include_his_own_in_ours(self, provd, custom):
        custom.joinpath("T46G.tpl").write_text("{% extends 'base.tpl' %}{% set x = 1 %}")
        custom.joinpath("extra.tpl").write_text("extra = {{ XX_model.model }}\n")
        custom.joinpath("001565123457.cfg.tpl").write_text("{% include 'extra.tpl' %}")
        assert "user_name = autoprov" in (await provd.get(PHONE, OWN)).text
        assert (await provd.get(OTHER, OTHERS, OTHERS_AGENT)).text == "extra = T46G\n"
