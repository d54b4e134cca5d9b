# SPDX-License-Identifier: GPL-3.0-or-later
"""Logs: JSON on stdout for containers, and the documented text format for files. Secrets are masked in both."""

from __future__ import annotations

import logging
import re
import sys
from pathlib import Path
from typing import Any

import orjson

from . import request_id

TEXT_FORMAT = "%(asctime)s [%(process)d] (%(levelname)s) (%(name)s): %(message)s"
_STANDARD = frozenset(vars(logging.makeLogRecord({}))).union({"message", "asctime", "taskName", "color_message"})
_SECRET_KEY = re.compile(r"pass(word|wd)?$|secret|token|authorization|encryption_key", re.IGNORECASE)
_SECRET_TEXT = re.compile(
    r"""(["']?[\w-]*(?:password|passwd|secret|authorization|x-auth-token)["']?\s*[:=]\s*)("[^"]*"|'[^']*'|[^\s,;&}]+)""",
    re.IGNORECASE,
)
_TOKEN_PATH = re.compile(r"(/token/)[^/?\s\"]+")
MASK = "********"


def masked(value: Any) -> Any:
    """The same JSON value without the values of keys that name secrets."""
    if isinstance(value, dict):
        return {key: MASK if _SECRET_KEY.search(str(key)) else masked(item) for key, item in value.items()}
    if isinstance(value, list):
        return [masked(item) for item in value]
    return value


def masked_text(text: str) -> str:
    return _TOKEN_PATH.sub(rf"\1{MASK}", _SECRET_TEXT.sub(rf'\1"{MASK}"', text))


class TextFormatter(logging.Formatter):
    """`YYYY-MM-DD HH:MM:SS,mmm [pid] (LEVEL) (logger): message`"""

    def __init__(self) -> None:
        super().__init__(TEXT_FORMAT)

    def format(self, record: logging.LogRecord) -> str:
        return masked_text(super().format(record))


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S") + f".{int(record.msecs):03d}",
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": masked_text(record.getMessage()),
        }
        if current := request_id.current():
            line["request_id"] = current
        line.update(masked({key: value for key, value in vars(record).items() if key not in _STANDARD}))
        if record.exc_info:
            line["exception"] = masked_text(self.formatException(record.exc_info))
        return orjson.dumps(line, default=str).decode()


def set_up_logging(level: str, *, log_format: str = "json", filename: Path | None = None) -> None:
    """Log to stdout, and to a file in the documented format when one is named."""
    stdout = logging.StreamHandler(sys.stdout)
    stdout.setFormatter(JsonFormatter() if log_format == "json" else TextFormatter())
    handlers: list[logging.Handler] = [stdout]
    if filename:
        file = logging.FileHandler(filename)
        file.setFormatter(TextFormatter())
        handlers.append(file)
    logging.basicConfig(level=level.upper(), handlers=handlers, force=True)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
    for name in ("httpx", "httpcore", "aiormq", "aio_pika", "urllib3", "asyncio", "stevedore"):
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLogger().level))
