# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes Asterisk configuration files. Nothing that is put in can leave its line, section or argument."""

import re
from collections.abc import Iterable, Sequence

from xivo_asterisk.errors import AsteriskInjection, refuse_line_breaks

# config.c reads lines into a buffer of 8192 bytes
MAX_LINE = 8000

_SECTION = re.compile(r"[^\[\]()#;,\r\n\0\t]+")
_KEY = re.compile(r"[A-Za-z0-9_@/*#+.\-]+(?: [A-Za-z0-9_]+)?")
_CONTEXT = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.\-]{0,78}")
_EXTEN = re.compile(r"_?[A-Za-z0-9*#+_.!\-\[\]/]{1,79}")
_APP = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_LABEL = re.compile(r"[A-Za-z][A-Za-z0-9_\-]*")


def escape_value(value: str) -> str:
    """A value as config.c reads it back: only the comment character needs a backslash.

    Raises AsteriskInjection on line breaks, on control characters, for which the whole file would be refused, and on
    blanks at an end, which Asterisk would strip.
    """
    _refuse_control("value", value)
    if value != value.strip():
        raise AsteriskInjection("value begins or ends with a blank")
    return value.replace(";", "\\;")


def _refuse_control(what: str, text: str) -> None:
    refuse_line_breaks(what, text)
    if _CONTROL.search(text):
        raise AsteriskInjection(f"{what} holds a control character")


def section_name(name: str) -> str:
    """Return `name`; raises AsteriskInjection unless it can stand between square brackets."""
    if not _SECTION.fullmatch(name) or name != name.strip():
        raise AsteriskInjection(f"bad section name {name!r}")
    return name


def dialplan_text(text: str) -> str:
    """Free text as one argument of an application: no separator, quote or substitution remains active.

    Raises AsteriskInjection on line breaks and on `${` or `$[`, which no escape disarms.
    """
    refuse_line_breaks("argument", text)
    if "${" in text or "$[" in text:
        raise AsteriskInjection("argument holds an expression")
    escaped = re.sub(r'([\\,"()|])', r"\\\1", text)
    return escaped.replace(";", "\\;")


def quoted_callerid(name: str, number: str) -> str:
    """`"name" <number>` with the name's quotes and backslashes escaped."""
    refuse_line_breaks("caller id", name + number)
    if not re.fullmatch(r"[A-Za-z0-9*#+_.\-]*", number):
        raise AsteriskInjection(f"bad caller number {number!r}")
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}" <{number}>'


class ConfFile:
    """A file of `[section]` and `key = value`, in the order in which it is told."""

    def __init__(self, header: str = "") -> None:
        self._lines: list[str] = []
        for line in header.splitlines():
            self.comment(line)

    def comment(self, text: str) -> None:
        self._lines.append(f"; {refuse_line_breaks('comment', text)}".rstrip())

    def include(self, path: str, *, optional: bool = False) -> None:
        if not re.fullmatch(r"[A-Za-z0-9_./*\-]+", path):
            raise AsteriskInjection(f"bad include path {path!r}")
        self._lines.append(f'#{"tryinclude" if optional else "include"} "{path}"')

    def section(
        self,
        name: str,
        options: Iterable[tuple[str, str | int]] = (),
        *,
        template: bool = False,
        templates: Sequence[str] = (),
    ) -> None:
        """A whole section. `template` marks one that only others use; `templates` are those it takes over."""
        marks = (["!"] if template else []) + [section_name(used) for used in templates]
        suffix = f"({','.join(marks)})" if marks else ""
        if self._lines:
            self._lines.append("")
        self._lines.append(f"[{section_name(name)}]{suffix}")
        for key, value in options:
            self.option(key, value)

    def option(self, key: str, value: str | int) -> None:
        if not _KEY.fullmatch(key):
            raise AsteriskInjection(f"bad option name {key!r}")
        line = f"{key} = {escape_value(str(value))}"
        if len(line.encode()) > MAX_LINE:
            raise AsteriskInjection(f"option {key} is too long")
        self._lines.append(line)

    def render(self) -> str:
        return "\n".join(self._lines) + "\n"


class Dialplan(ConfFile):
    """extensions.conf. Steps are dialplan code: pass people's text through `dialplan_text` first."""

    def context(self, name: str) -> None:
        if not _CONTEXT.fullmatch(name):
            raise AsteriskInjection(f"bad context name {name!r}")
        if self._lines:
            self._lines.append("")
        self._lines.append(f"[{name}]")

    def include_context(self, name: str) -> None:
        if not _CONTEXT.fullmatch(name):
            raise AsteriskInjection(f"bad context name {name!r}")
        self._lines.append(f"include => {name}")

    def hint(self, exten: str, devices: str) -> None:
        if not re.fullmatch(r"[A-Za-z0-9_/&@:,.*#+\-${}]+", devices):
            raise AsteriskInjection(f"bad hint {devices!r}")
        self._lines.append(f"exten => {self._exten(exten)},hint,{devices}")

    def extension(self, exten: str, steps: Sequence[str | tuple[str, str]]) -> None:
        """Priorities 1, n, n ... Each step is `App(args)` or `(label, App(args))`."""
        for index, step in enumerate(steps):
            label, call = ("", step) if isinstance(step, str) else step
            _refuse_control("step", call)
            application = call.partition("(")[0]
            if not _APP.fullmatch(application):
                raise AsteriskInjection(f"bad application in {call!r}")
            if label and not _LABEL.fullmatch(label):
                raise AsteriskInjection(f"bad label {label!r}")
            mark = f"({label})" if label else ""
            head = f"exten => {self._exten(exten)},1{mark}" if index == 0 else f" same => n{mark}"
            line = f"{head},{call}"
            if len(line.encode()) > MAX_LINE:
                raise AsteriskInjection(f"step of {exten} is too long")
            self._lines.append(line)

    @staticmethod
    def _exten(exten: str) -> str:
        if not _EXTEN.fullmatch(exten):
            raise AsteriskInjection(f"bad extension {exten!r}")
        return exten
