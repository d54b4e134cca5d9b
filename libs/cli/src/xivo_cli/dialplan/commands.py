# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text
from rich.tree import Tree

from .. import output
from ..session import Misused, session_of
from .course import Course, Outcome, Situation, Station
from .explanation import Explainer, Step

dialplan = typer.Typer(no_args_is_help=True, help="What calls do")


@dialplan.callback()
def calls() -> None:
    """What calls do."""


@dialplan.command()
def what(
    ctx: typer.Context,
    number: Annotated[str, typer.Argument(metavar="NUMBER[@CONTEXT]", help="in default, if no context is named")],
    caller: Annotated[str | None, typer.Option("--from", metavar="NUMBER", help="who dials: a user's number")] = None,
    at: Annotated[datetime | None, typer.Option("--at", help="when, in this machine's time; now, if not said")] = None,
    busy: Annotated[list[str] | None, typer.Option("--busy", metavar="NUMBER", help="a user who is busy")] = None,
    absent: Annotated[
        list[str] | None, typer.Option("--unanswered", metavar="NUMBER", help="a user who does not answer")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON")] = False,
) -> None:
    """What can happen when this number is dialled, step by step, as configured now.

    With --from, --at, --busy or --unanswered: what does happen then, to the end of the call.
    """
    exten, at_sign, context = number.partition("@")
    if not exten or (at_sign and not context):
        raise Misused(f"{number}: a number is written 1001 or 1001@default")
    context = context or "default"
    session = session_of(ctx)
    found = session.confd.snapshot()
    snapshot = found[0] if found else {}
    as_json = json or session.as_json
    if caller or at or busy or absent:
        outcomes: dict[int, Outcome] = {}
        outcomes.update((_user(snapshot, one), "busy") for one in busy or ())
        outcomes.update((_user(snapshot, one), "noanswer") for one in absent or ())
        who = _user(snapshot, caller) if caller else None
        situation = Situation(at.astimezone() if at else datetime.now(UTC), who, caller or "", outcomes)
        _print_course(Course(snapshot, situation).follow(exten, context), as_json=as_json)
        return
    explanation = Explainer(snapshot).explain(exten, context)
    if as_json:
        output.as_json(explanation.as_object())
    else:
        Console().print(_tree(explanation))


def _user(snapshot: Mapping[str, Any], number: str) -> int:
    """The id of the user who has this number. Raises Misused."""
    extensions = {one["id"] for one in snapshot["extensions"] if one["exten"] == number and one["type"] == "user"}
    lines = {one["line_id"] for one in snapshot["line_extensions"] if one["extension_id"] in extensions}
    for one in snapshot["user_lines"]:
        if one["line_id"] in lines and one["main_user"]:
            return int(one["user_id"])
    raise Misused(f"{number}: no user has this number")


def _print_course(stations: list[Station], *, as_json: bool) -> None:
    if as_json:
        output.as_json([{"kind": one.kind, "what": one.what, "user_ids": list(one.users)} for one in stations])
        return
    console = Console()
    for place, station in enumerate(stations, 1):
        console.print(Text(f"{place:2}. the call {station}"))


def _tree(step: Step) -> Tree:
    tree = Tree(Text(step.text))
    for following in step.steps:
        tree.add(_tree(following))
    return tree
