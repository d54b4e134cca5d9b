# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from ...crud.errors import wrong_field
from ...crud.resource import Resource
from ...crud.service import CrudService
from .model import Sheet
from .schemas import SheetBody
from .variables import unknown_in

FORM = "qtui"
# What begins with a variable is looked at when it has a value
_OPENED = re.compile(r"(\{[^{}]+\}|https?://|tel:|mailto:).*", re.IGNORECASE)
_SENT = re.compile(r"(tcp|udp)://[^/?#\s]+:([0-9]{1,5}|\{[^{}]+\})/?(\?.*)?", re.IGNORECASE)


class SheetService(CrudService[Sheet]):
    async def check(self, thing: Sheet, fields: set[str]) -> None:  # noqa: ARG002  the interface's
        _check_lines("sheet_info", thing.sheet_info)
        _check_lines("systray_info", thing.systray_info)
        _check_variables("action_info", thing.action_info)
        _check_action(thing.action_info)


def _check_lines(field: str, lines: Sequence[dict[str, Any]]) -> None:
    for position, line in enumerate(lines):
        where, value = f"{field}.{position}.display_value", line["display_value"]
        _check_variables(where, value)
        if line["type"] == "form" and value != FORM:
            raise wrong_field(where, f"a form shows {FORM}")
        # Clients open it: neither a program nor a script
        if line["type"] in {"url", "urlx"} and not _OPENED.fullmatch(value):
            raise wrong_field(where, "must begin with http://, https://, tel:, mailto: or a variable")


def _check_variables(field: str, text: str) -> None:
    for name in unknown_in(text):
        raise wrong_field(field, f"unknown variable {{{name}}}")


def _check_action(action: str) -> None:
    if not action or _OPENED.fullmatch(action) or _SENT.fullmatch(action):
        return
    if action.lower().startswith(("tcp://", "udp://")):
        raise wrong_field("action_info", "must look like tcp://host:port/?text, with nothing between / and ?")
    raise wrong_field(
        "action_info",
        "must begin with http://, https://, tel:, mailto:, tcp://, udp:// or a variable: no program is started",
    )


SHEETS = Resource(plural="sheets", singular="sheet", title="Sheet", model=Sheet, body=SheetBody, service=SheetService)
router = SHEETS.router()
