# SPDX-License-Identifier: GPL-3.0-or-later
"""Logs: JSON on stdout for containers, and the documented text format for files. Secrets are masked in both."""

from __future__ import annotations

import json
import logging
import logging.handlers
import re
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from . import request_id

TEXT_FORMAT = "%(asctime)s [%(process)d] (%(levelname)s) (%(name)s): %(message)s"
_STANDARD = frozenset(vars(logging.makeLogRecord({}))).union({"message", "asctime", "taskName", "color_message"})
_SECRET_KEY = re.compile(r"pass(word|wd)?$|secret|token$|authorization|encryption_key|cookie", re.IGNORECASE)
_SECRET_TEXT = re.compile(
    r"""(["']?[\w-]*(?:password|passwd|secret|authorization|x-auth-token)["']?\s*[:=]\s*)"""
    r"""(digest\s.*|(?:basic|bearer)\s+[^\s,;}"']+|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\s,;&}\]"']+)""",
    re.IGNORECASE,
)
_TOKEN_PATH = re.compile(r"(/token/)[^/?\s\"']+")
_URL_PASSWORD = re.compile(r"(://[^\s:/@]*:)[^\s@/]+@")
_SUSPICIOUS = re.compile(
    r"passw|secret|authorization|auth-token|/token/|://", re.IGNORECASE
)  # cheap; most lines end here
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
MASK = "********"


def masked(value: Any) -> Any:
    """The same JSON value without the values of keys that name secrets."""
    if isinstance(value, dict):
        return {key: MASK if _SECRET_KEY.search(str(key)) else masked(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [masked(item) for item in value]
    return masked_text(value) if isinstance(value, str) else value


def masked_text(text: str) -> str:
    """The same text without the values that stand beside words for secrets, in URLs or in paths of tokens."""
    if not _SUSPICIOUS.search(text):
        return text
    text = _SECRET_TEXT.sub(rf'\1"{MASK}"', text)
    return _TOKEN_PATH.sub(rf"\1{MASK}", _URL_PASSWORD.sub(rf"\1{MASK}@", text))


class TextFormatter(logging.Formatter):
    """`YYYY-MM-DD HH:MM:SS,mmm [pid] (LEVEL) (logger): message`"""

    def __init__(self) -> None:
        super().__init__(TEXT_FORMAT)

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  the base class's name
        """One event is one line: what a caller sent can't begin another."""
        record.message = _CONTROL.sub(lambda found: repr(found[0])[1:-1], record.message)
        return super().formatMessage(record)

    def format(self, record: logging.LogRecord) -> str:
        return masked_text(super().format(record))


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created).astimezone().isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": masked_text(record.getMessage()),
        }
        if current := request_id.current():
            line["request_id"] = current
        line.update(masked({key: value for key, value in vars(record).items() if key not in _STANDARD}))
        if record.exc_info:
            line["exception"] = masked_text(self.formatException(record.exc_info))
        try:
            return orjson.dumps(line, default=str, option=orjson.OPT_NON_STR_KEYS).decode()
        except TypeError:  # text that is no Unicode
            return json.dumps(line, default=str)


def set_up_logging(level: str, *, log_format: str = "auto", filename: Path | None = None) -> None:
    """Log to stdout (`auto`: text on a terminal, else JSON), and in the documented format to the file named."""
    stdout = logging.StreamHandler(sys.stdout)
    as_text = log_format == "text" or (log_format == "auto" and sys.stdout.isatty())
    stdout.setFormatter(TextFormatter() if as_text else JsonFormatter())
    handlers: list[logging.Handler] = [stdout]
    if filename:
        file = logging.handlers.WatchedFileHandler(filename)  # logrotate may move it away
        file.setFormatter(TextFormatter())
        handlers.append(file)
    logging.basicConfig(level=level.upper(), handlers=handlers, force=True)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
    for name in ("httpx", "httpcore", "aiormq", "aio_pika", "urllib3", "asyncio", "stevedore"):
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLogger().level))
