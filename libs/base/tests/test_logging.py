# SPDX-License-Identifier: GPL-3.0-or-later
"""What a log says, and what it never says."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from xivo_base import request_id
from xivo_base.logging import JsonFormatter, TextFormatter, masked, masked_text, set_up_logging


@pytest.fixture(autouse=True)
def _root_as_before() -> Iterator[None]:
    root = logging.getLogger()
    level, handlers = root.level, root.handlers[:]
    yield
    for handler in set(root.handlers) - set(handlers):
        handler.close()
    root.handlers[:], root.level = handlers, level


def record(message: str, *arguments: object, **extra: object) -> logging.LogRecord:
    return logging.getLogger("xivo_confd").makeRecord(
        "xivo_confd", logging.INFO, __file__, 1, message, arguments, None, extra=extra
    )


def as_json(message: str, *arguments: object, **extra: object) -> dict[str, Any]:
    line: dict[str, Any] = json.loads(JsonFormatter().format(record(message, *arguments, **extra)))
    return line


class TestTheDocumentedFormat:
    def test_of_a_line(self) -> None:  # DEV-010
        line = TextFormatter().format(record("Starting %s", "xivo-confd"))
        assert re.fullmatch(
            r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} \[\d+\] \(INFO\) \(xivo_confd\): Starting xivo-confd", line
        )

    def test_what_a_caller_sends_can_not_begin_a_line(self) -> None:
        line = TextFormatter().format(record("GET %s", "/x\n2026-01-01 00:00:00,000 [1] (INFO) (root): forged\x1b[2J"))
        assert "\n" not in line
        assert "\x1b" not in line

    def test_a_file_gets_it_while_stdout_gets_json(  # DEV-029
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        set_up_logging("info", filename=tmp_path / "xivo-confd.log")
        logging.getLogger("xivo_confd").info("Starting xivo-confd")
        assert json.loads(capsys.readouterr().out)["message"] == "Starting xivo-confd"
        assert "(INFO) (xivo_confd): Starting xivo-confd" in (tmp_path / "xivo-confd.log").read_text()

    @pytest.mark.parametrize(("level", "lines"), [("error", 1), ("warning", 2), ("debug", 4)])
    def test_levels(self, level: str, lines: int, capsys: pytest.CaptureFixture[str]) -> None:  # DEV-028
        set_up_logging(level)
        logger = logging.getLogger("xivo_confd")
        for write in (logger.debug, logger.info, logger.warning, logger.error):
            write("x")
        assert len(capsys.readouterr().out.splitlines()) == lines


class TestJson:
    def test_belongs_to_a_request(self) -> None:
        with request_id.bind("abc"):
            assert as_json("x")["request_id"] == "abc"

    def test_carries_what_the_caller_adds(self) -> None:
        assert as_json("x", call_id="1447.3")["call_id"] == "1447.3"

    def test_survives_text_that_is_no_unicode(self) -> None:
        assert "\\ud800" in JsonFormatter().format(record("%s", "\ud800"))


class TestSecretsAreMasked:
    @pytest.mark.parametrize(
        "text",
        [
            '{"password": "s3cret", "firstname": "A"}',
            "{'password': 's3cret'}",
            '{"password": "a\\"s3cret"}',
            "password=s3cret&x=1",
            "sip_secret: s3cret",
            "Authorization: Basic s3cret==",
            "authorization: Digest username=x, response=s3cret",
            "X-Auth-Token: s3cret",
            "postgresql+asyncpg://confd:s3cret@postgres/confd",
            "amqp://xivo-confd:s3cret@rabbitmq",
            "GET /0.1/token/s3cret?scope=x",
            "https://auth:9497/0.1/token/s3cret'",
        ],
    )
    def test_in_text(self, text: str) -> None:  # DEV-019
        assert "s3cret" not in masked_text(text)

    def test_the_rest_stays(self) -> None:  # DEV-019
        text = 'POST http://127.0.0.1:9487/1.1/users with data {"firstname": "A", "password": "x", "lastname": "B"}'
        assert masked_text(text) == text.replace('"x"', '"********"')

    def test_in_structures(self) -> None:
        given = {"sip": [{"secret": "s3cret", "name": "a"}], "user_token": "s3cret", "url": "http://u:s3cret@h/"}
        assert "s3cret" not in str(masked(given))
        assert masked(given)["sip"][0]["name"] == "a"

    def test_in_both_formats(self) -> None:
        for formatter in (JsonFormatter(), TextFormatter()):
            assert "s3cret" not in formatter.format(record("with data %s", '{"password": "s3cret"}'))

    def test_in_what_is_added_and_in_tracebacks(self) -> None:
        given = record("x", headers={"X-Auth-Token": "s3cret"}, url="http://u:s3cret@h/")
        given.exc_info = (ValueError, ValueError("password=s3cret"), None)
        for formatter in (JsonFormatter(), TextFormatter()):
            assert "s3cret" not in formatter.format(given)
