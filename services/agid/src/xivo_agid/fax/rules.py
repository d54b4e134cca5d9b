# SPDX-License-Identifier: GPL-3.0-or-later
"""``xivo_fax.conf``: what is done with faxes, by the number that received them (ADM-194 to ADM-200)."""

import configparser
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from xivo_agid.fax.backends import Backend, FtpBackend, LogBackend, MailBackend, PrinterBackend, Tools
from xivo_agid.settings import FaxSettings

KINDS = ("mail", "ftp", "printer", "log")
DEFAULT = "default"
_PREFIX = "dstnum_"


class BadFaxRules(Exception):
    """The file says something that cannot be; the text says what and where."""


@dataclass(frozen=True)
class FaxRules:
    """``destinations``: names of back-ends by the number that received the fax."""

    backends: Mapping[str, Backend] = field(default_factory=dict)
    destinations: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def of(self, dstnum: str) -> tuple[str, ...]:
        """``[dstnum_default]`` counts only for a number without a section of its own (ADM-196)."""
        return self.destinations.get(dstnum) or self.destinations.get(DEFAULT, ())


def load(settings: FaxSettings) -> FaxRules:
    """Raises BadFaxRules."""
    try:
        text = settings.rules.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadFaxRules(f"{settings.rules}: {error}") from error
    return parse(text, settings)


def parse(text: str, settings: FaxSettings) -> FaxRules:
    """Raises BadFaxRules."""
    parser = configparser.RawConfigParser(strict=True, delimiters=("=",), comment_prefixes=("#", ";"))
    try:
        parser.read_string(text, str(settings.rules))
    except configparser.Error as error:
        raise BadFaxRules(str(error)) from error
    sections = {name: dict(parser.items(name)) for name in parser.sections()}
    general = sections.pop("general", {})
    tools = Tools(general.get("tiff2pdf", "/usr/bin/tiff2pdf"), general.get("lp", "/usr/bin/lp"))
    destinations, backends = {}, {}
    for name, options in sections.items():
        if name.startswith(_PREFIX):
            listed = (part.strip() for part in options.get("dest", "").split(","))
            destinations[name.removeprefix(_PREFIX)] = tuple(part for part in listed if part)
        else:
            backends[name] = _backend(name, options, tools, settings)
    for number, names in destinations.items():
        if missing := [name for name in names if name not in backends]:
            raise BadFaxRules(f"[{_PREFIX}{number}] names {missing[0]}, which is no back-end")
        if not names:
            raise BadFaxRules(f"[{_PREFIX}{number}] names no back-end")
    return FaxRules(backends, destinations)


def _backend(name: str, options: Mapping[str, str], tools: Tools, settings: FaxSettings) -> Backend:
    try:
        match next((kind for kind in KINDS if name.startswith(kind)), ""):
            case "mail":
                return MailBackend(
                    tools,
                    settings.smtp_host,
                    settings.smtp_port,
                    options["subject"],
                    _content(options),
                    options["email_from"],
                )
            case "ftp":
                login = (options["host"], options["username"], options["password"])
                return FtpBackend(tools, *login, options.get("directory", ""), int(options.get("port", "21")))
            case "printer":
                return PrinterBackend(tools, options.get("name", ""), options.get("convert_to_pdf", "1") != "0")
            case "log":
                return LogBackend(Path(options["file"]), _checked(options["msg"]))
    except KeyError as error:
        raise BadFaxRules(f"[{name}] has no {error.args[0]}") from error
    except ValueError as error:
        raise BadFaxRules(f"[{name}] {error}") from error
    raise BadFaxRules(f"[{name}] begins with none of {', '.join(KINDS)}")


def _content(options: Mapping[str, str]) -> str:
    _checked(options["subject"])
    file = Path(options["content_file"])
    try:
        return _checked(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ValueError(f"content_file {file}: {error.strerror}") from error


def _checked(text: str) -> str:
    """A text with ``%(dstnum)s`` and ``%%``; raises ValueError for a lone ``%`` (ADM-190)."""
    try:
        text % {"dstnum": "", "srcnum": "", "pages": ""}
    except (ValueError, TypeError, KeyError) as error:
        raise ValueError(f"a % that is not written %% or %(dstnum)s: {error}") from error
    return text
