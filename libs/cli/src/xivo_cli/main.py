# SPDX-License-Identifier: GPL-3.0-or-later
"""The command: ``xivo <noun> <verb>``, for every noun that confd describes.

Ends with 0 when done, 1 when confd refused, 2 when the command makes no sense, 3 when confd cannot be reached.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import httpx
import typer
from typer.core import TyperGroup
from xivo_clients.confd import ConfdError

from . import bulk, output
from .dialplan.commands import dialplan
from .discovery import Catalogue
from .nouns import commands_of
from .session import Misused, session_of

REFUSED, MISUSED, UNREACHABLE = 1, 2, 3
_UNAVAILABLE = 503


class Nouns(TyperGroup):
    """The commands of this program, and one for each noun of confd."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except ConfdError as error:
            output.refusal(error.messages)
            raise typer.Exit(UNREACHABLE if error.status == _UNAVAILABLE else REFUSED) from error
        except Misused as error:
            output.refusal([str(error)])
            raise typer.Exit(MISUSED) from error
        except httpx.HTTPError as error:
            output.refusal([f"{session_of(ctx).url}: {str(error) or type(error).__name__}"])
            raise typer.Exit(UNREACHABLE) from error

    def list_commands(self, ctx: Any) -> list[str]:
        own = super().list_commands(ctx)
        try:
            return [*own, *(name for name in _catalogue(ctx).names() if name not in own)]
        except (ConfdError, Misused, httpx.HTTPError):
            return own  # help works without confd

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        own = super().get_command(ctx, cmd_name)
        if own is not None:
            return own
        catalogue = _catalogue(ctx)
        noun = catalogue.find(cmd_name)
        if noun is None or not noun.verbs:
            return None
        command = typer.main.get_command(commands_of(noun, catalogue, session_of(ctx)))
        command.name = cmd_name
        return command


app = typer.Typer(cls=Nouns, no_args_is_help=True, pretty_exceptions_enable=False, help=__doc__)
app.add_typer(dialplan, name="dialplan")


@app.callback()
def options(
    url: Annotated[
        str | None, typer.Option(envvar="XIVO_URL", help="Where confd is", show_default="http://127.0.0.1:9487")
    ] = None,
    token: Annotated[str | None, typer.Option(envvar="XIVO_TOKEN", help="A token of auth")] = None,
    username: Annotated[str | None, typer.Option(envvar="XIVO_USERNAME", help="A web-service user")] = None,
    password: Annotated[str | None, typer.Option(envvar="XIVO_PASSWORD", help="His password")] = None,
    ca: Annotated[str | None, typer.Option(envvar="XIVO_CA", help="A file of certificates to trust")] = None,
    config: Annotated[
        Path | None, typer.Option(envvar="XIVO_CONFIG", help="YAML of these options, readable by you only")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON")] = False,
) -> None:
    """The configuration of a XiVO from a terminal.

    NOUN is any path of confd: `users`, `contexts`, `users/3/cti`; VERB one of list, get, create, update, delete, do.
    """


@app.command("import")
def import_(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="CSV; - is standard input")],
    update: Annotated[bool, typer.Option("--update", help="Change users, named by uuid or id")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only check")] = False,
    partial: Annotated[bool, typer.Option("--partial", help="Take the good lines although others are bad")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON")] = False,
) -> None:
    """Create or change many users from a file."""
    session = session_of(ctx)
    as_json = json or session.as_json
    if not bulk.import_users(session, file, update=update, dry_run=dry_run, partial=partial, as_json=as_json):
        raise typer.Exit(REFUSED)


@app.command("export")
def export(
    ctx: typer.Context,
    what: Annotated[str, typer.Argument(help="users")],
    file: Annotated[Path, typer.Option("--output", "-o", help="- is standard output")] = bulk.STANDARD,
    json: Annotated[bool, typer.Option("--json", help="Print JSON instead, an object for each user")] = False,
) -> None:
    """All users as a file that `import` takes."""
    if what != "users":
        raise Misused(f"{what} cannot be exported; users can")
    session = session_of(ctx)
    bulk.export_users(session, file, as_json=json or session.as_json)


def _catalogue(ctx: Any) -> Catalogue:
    root = ctx.find_root()
    if "catalogue" not in root.meta:
        root.meta["catalogue"] = Catalogue(session_of(ctx).confd.openapi())
    found: Catalogue = root.meta["catalogue"]
    return found


def main() -> None:
    app()
