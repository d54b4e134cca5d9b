# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text
from rich.tree import Tree

from .. import output
from ..session import Misused, session_of
from .explanation import Explainer, Step

dialplan = typer.Typer(no_args_is_help=True, help="What calls do")


@dialplan.callback()
def calls() -> None:
    """What calls do."""


@dialplan.command()
def what(
    ctx: typer.Context,
    number: Annotated[str, typer.Argument(metavar="NUMBER[@CONTEXT]", help="in default, if no context is named")],
    json: Annotated[bool, typer.Option("--json", help="Print JSON")] = False,
) -> None:
    """What happens when this number is dialled, step by step, as configured now."""
    exten, at, context = number.partition("@")
    if not exten or (at and not context):
        raise Misused(f"{number}: a number is written 1001 or 1001@default")
    session = session_of(ctx)
    found = session.confd.snapshot()
    explanation = Explainer(found[0] if found else {}).explain(exten, context or "default")
    if json or session.as_json:
        output.as_json(explanation.as_object())
    else:
        Console().print(_tree(explanation))


def _tree(step: Step) -> Tree:
    tree = Tree(Text(step.text))
    for following in step.steps:
        tree.add(_tree(following))
    return tree
