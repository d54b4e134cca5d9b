# SPDX-License-Identifier: GPL-3.0-or-later
"""Results go to standard output, everything else to standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

_HIDDEN = frozenset({"links", "password", "secret"})


def as_json(content: Any) -> None:
    sys.stdout.write(json.dumps(content, indent=2, ensure_ascii=False) + "\n")


def listing(items: Sequence[Mapping[str, Any]], total: int) -> None:
    """A table of the columns in which something stands."""
    columns = [key for key in dict.fromkeys(key for item in items for key in item) if key not in _HIDDEN]
    filled = [key for key in columns if key == "id" or any(item.get(key) not in (None, "", [], {}) for item in items)]
    table = Table(box=None, header_style="bold", pad_edge=False)
    for column in filled:
        table.add_column(column, overflow="fold")
    for item in items:
        table.add_row(*(_shown(item.get(column)) for column in filled))
    Console().print(table)
    if total != len(items):
        note(f"{len(items)} of {total}")


def one(thing: Mapping[str, Any]) -> None:
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(style="bold")
    table.add_column(overflow="fold")
    for key, value in thing.items():
        if key != "links":
            table.add_row(key, _shown(value))
    Console().print(table)


def line(text: str) -> None:
    Console().print(Text(text), soft_wrap=True)


def note(text: str) -> None:
    Console(stderr=True).print(Text(text, style="dim"), soft_wrap=True)


def refusal(messages: Sequence[str]) -> None:
    console = Console(stderr=True)
    for message in messages:
        console.print(Text(message, style="red"), soft_wrap=True)


def _shown(value: Any) -> Text:
    """As text: what is configured is never markup."""
    if value is None:
        return Text("")
    if isinstance(value, bool):
        return Text("yes" if value else "no")
    if isinstance(value, str):
        return Text(value)
    return Text(json.dumps(value, ensure_ascii=False))
