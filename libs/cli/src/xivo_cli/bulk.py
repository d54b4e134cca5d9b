# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of users."""

from __future__ import annotations

import csv
import io
import json
import sys
import time
from pathlib import Path

from rich.console import Console
from rich.progress import Progress
from xivo_clients.confd_objects import ImportState

from . import output
from .session import Misused, Session

_LOOK_SECONDS = 0.2
STANDARD = Path("-")


def import_users(session: Session, file: Path, *, update: bool, dry_run: bool, partial: bool, as_json: bool) -> bool:
    """Whether every line was good; what was not is told on standard error."""
    content = _content(file)
    state = session.confd.import_users(content, update=update, dry_run=dry_run, atomic=not partial, wait=False)
    with Progress(console=Console(stderr=True), transient=True, disable=as_json) as progress:
        task = progress.add_task("Importing", total=2 * state["total"] or 1)
        while not state["finished"]:
            time.sleep(_LOOK_SECONDS)
            state = session.confd.import_state(state["id"])
            progress.update(task, completed=state["checked"] + state["done"])
    if as_json:
        output.as_json(state)
    else:
        output.line(_told(state))
    output.refusal([_problem(problem) for problem in state["errors"]])
    if state["errors_total"] > len(state["errors"]):
        output.note(f"and {state['errors_total'] - len(state['errors'])} more")
    return not state["errors_total"]


def export_users(session: Session, file: Path, *, as_json: bool) -> None:
    content = session.confd.export_users()
    if as_json:
        rows = csv.DictReader(io.StringIO(content, newline=""), delimiter="|")
        content = json.dumps(list(rows), indent=2, ensure_ascii=False) + "\n"
    if file == STANDARD:
        sys.stdout.write(content)
        return
    try:
        file.touch(mode=0o600)  # it holds passwords
        file.write_text(content, encoding="utf-8", newline="")
    except OSError as error:
        raise Misused(f"{file}: {error.strerror}") from error


def _content(file: Path) -> bytes:
    try:
        return sys.stdin.buffer.read() if file == STANDARD else file.read_bytes()
    except OSError as error:
        raise Misused(f"{file}: {error.strerror}") from error


def _told(state: ImportState) -> str:
    would = "would be " if state["dry_run"] else ""
    counts = [f"{state[key]} {would}{key}" for key in ("created", "updated") if state[key]]
    counts += [f"{state['unchanged']} unchanged"] if state["unchanged"] else []
    return ", ".join(counts) or f"nothing {would}changed"


def _problem(problem: object) -> str:
    found = dict(problem)  # type: ignore[call-overload]
    place = [f"line {found['line']}"] if found["line"] else []
    place += [found["column"]] if found["column"] else []
    return f"{', '.join(place)}: {found['message']}" if place else str(found["message"])
