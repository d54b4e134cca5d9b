# SPDX-License-Identifier: GPL-3.0-or-later
"""FastAGI on the wire: the request's headers, quoting of arguments, answers to commands."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qsl, urlsplit

from xivo_asterisk.errors import AsteriskError, refuse_line_breaks

_ANSWER = re.compile(r"^(\d{3})[ -](?:result=(-?\w*))?\s*(?:\((.*)\))?(.*)$", re.DOTALL)


class AGIError(AsteriskError):
    """A command was refused by Asterisk (510, 520), or its answer makes no sense."""


class AGIHangup(AsteriskError):
    """The channel is gone: nothing more can be done on it."""


@dataclass(frozen=True)
class AGIRequest:
    """What the dialplan asked: `AGI(agi://host/script?key=value,arg1,arg2)`."""

    headers: dict[str, str]
    script: str
    query: dict[str, str]
    args: tuple[str, ...]

    @classmethod
    def from_headers(cls, headers: dict[str, str]) -> "AGIRequest":
        """`headers` without the `agi_` prefix. The script is the path without its leading slash."""
        network_script = headers.get("network_script")
        if network_script is None:
            network_script = urlsplit(headers.get("request", "")).path.lstrip("/")
        parts = urlsplit("//h/" + network_script.lstrip("/"))
        args: list[str] = []
        while (value := headers.get(f"arg_{len(args) + 1}")) is not None:
            args.append(value)
        return cls(headers, parts.path.strip("/"), dict(parse_qsl(parts.query)), tuple(args))

    @property
    def channel(self) -> str:
        return self.headers.get("channel", "")

    @property
    def uniqueid(self) -> str:
        return self.headers.get("uniqueid", "")

    @property
    def context(self) -> str:
        return self.headers.get("context", "")

    @property
    def extension(self) -> str:
        return self.headers.get("extension", "")

    @property
    def callerid(self) -> str | None:
        """The caller's number; None when unknown."""
        value = self.headers.get("callerid", "unknown")
        return None if value == "unknown" else value

    @property
    def calleridname(self) -> str | None:
        value = self.headers.get("calleridname", "unknown")
        return None if value == "unknown" else value


@dataclass(frozen=True)
class AGIAnswer:
    """`200 result=1 (value) endpos=0` taken apart."""

    code: int
    result: str
    value: str | None
    rest: str


def parse_header(line: str) -> tuple[str, str]:
    """Raises AGIError unless the line is `agi_name: value`."""
    name, colon, value = line.partition(":")
    if not colon or not name.startswith("agi_"):
        raise AGIError(f"not an AGI header: {line[:80]!r}")
    return name[4:], value.removeprefix(" ")


def parse_headers(block: str) -> dict[str, str]:
    """Raises AGIError unless each line is `agi_name: value`."""
    if block.startswith("agi_") and block.count("\nagi_") == block.count("\n") and "\r" not in block:
        try:
            return dict([line.split(": ", 1) for line in block[4:].split("\nagi_")])
        except ValueError:  # a line without the blank: each by itself
            pass
    return dict(parse_header(line.rstrip("\r")) for line in block.split("\n"))


def parse_answer(line: str) -> AGIAnswer:
    match = _ANSWER.match(line)
    if match is None:
        raise AGIError(f"not an AGI answer: {line[:80]!r}")
    code, result, value, rest = match.groups()
    return AGIAnswer(int(code), result or "", value, rest.strip())


def quote(argument: str | float) -> str:
    """A command's argument in double quotes. Raises AsteriskInjection on line breaks."""
    return f'"{_escape(refuse_line_breaks("argument", str(argument)))}"'


def setting(values: Mapping[str, str | float]) -> bytes:
    """The commands that set these variables, a line each. Raises AsteriskInjection on line breaks."""
    lines = [f'{_set_variable(name)} "{_escape(str(value))}"' for name, value in values.items()]
    for line in lines:
        refuse_line_breaks("variable", line)
    return "\n".join([*lines, ""]).encode()


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


@lru_cache(maxsize=1024)
def _set_variable(name: str) -> str:
    return f"SET VARIABLE {quote(name)}"
