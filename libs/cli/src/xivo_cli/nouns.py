# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands of a noun: each verb that confd has for it."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Annotated, Any

import typer

from . import output
from .discovery import Catalogue, Field, Noun
from .session import Misused, Session
from .values import body

Json = Annotated[bool, typer.Option("--json", help="Print JSON")]
Id = Annotated[str, typer.Argument(help="Its id")]
Pairs = Annotated[list[str] | None, typer.Argument(metavar="[FIELD=VALUE]...", help="Further fields; field:=json")]


def commands_of(noun: Noun, catalogue: Catalogue, session: Session) -> typer.Typer:
    """One application with the verbs of the noun."""
    app = typer.Typer(no_args_is_help=True, help=f"{noun.path} ({noun.summary})", add_completion=False)
    verbs = _Verbs(noun, session, single=catalogue.is_single(noun.path))
    for verb in ("list", "get", "create", "update", "delete", "do"):
        if verb in noun.verbs:
            app.command(verb)(getattr(verbs, verb)())
    app.callback()(_nothing)  # without it a single command would take the noun's place
    return app


def _nothing() -> None:
    pass


class _Verbs:
    """Makes the function behind each verb; its signature is what typer shows and parses."""

    def __init__(self, noun: Noun, session: Session, *, single: bool) -> None:
        self._noun = noun
        self._session = session
        self._single = single
        self._collection = session.confd.collection(noun.path)

    def list(self) -> Callable[..., None]:
        def run(
            search: Annotated[str | None, typer.Option(help="Only what contains this")] = None,
            order: Annotated[str | None, typer.Option(help="The field to sort by")] = None,
            descending: Annotated[bool, typer.Option("--descending")] = False,
            limit: Annotated[int | None, typer.Option(min=1)] = None,
            skip: Annotated[int | None, typer.Option(min=0)] = None,
            parameter: Annotated[list[str] | None, typer.Option("--parameter", "-p", help="name=value")] = None,
            json: Json = False,
        ) -> None:
            page = self._collection.list(
                search=search,
                order=order,
                direction="desc" if descending else None,
                limit=limit,
                skip=skip,
                parameters=_parameters(parameter or []),
            )
            if self._wants_json(json):
                output.as_json(page)
            else:
                output.listing(page["items"], page["total"])

        run.__doc__ = f"List {self._noun.path}." + (
            f" Own parameters: {', '.join(self._noun.parameters)}." if self._noun.parameters else ""
        )
        return run

    def get(self) -> Callable[..., None]:
        def show(thing: dict[str, Any], json: bool) -> None:
            output.as_json(thing) if self._wants_json(json) else output.one(thing)

        if self._single:

            def get_this(json: Json = False) -> None:
                """Show it."""
                show(self._session.confd.read(self._noun.path), json)

            return get_this

        def get_one(identifier: Id, json: Json = False) -> None:
            """Show one."""
            show(self._collection.get(identifier), json)

        return get_one

    def create(self) -> Callable[..., None]:
        def run(pairs: list[str] | None, json: bool, **options: str | None) -> None:
            made = self._collection.create(body(options, pairs or [], self._noun.fields["create"]))
            if self._wants_json(json):
                output.as_json(made)
            else:
                output.one(made)

        return _with_fields(run, "Create one.", self._noun.fields["create"], identified=False)

    def update(self) -> Callable[..., None]:
        def run(pairs: list[str] | None, json: bool, identifier: str = "", **options: str | None) -> None:
            changes = body(options, pairs or [], self._noun.fields["update"])
            if not changes:
                raise Misused("nothing to change: give a field")
            if self._single:
                self._session.confd.write(self._noun.path, changes)
            else:
                self._collection.update(identifier, changes)
            if self._wants_json(json):
                output.as_json({})

        return _with_fields(run, "Change the fields given.", self._noun.fields["update"], identified=not self._single)

    def delete(self) -> Callable[..., None]:
        if self._single:

            def delete_this(json: Json = False) -> None:
                """Delete it."""
                owner, _, name = self._noun.path.rpartition("/")
                self._session.confd.collection(owner).delete(name)
                if self._wants_json(json):
                    output.as_json({})

            return delete_this

        def run(identifier: Id, json: Json = False) -> None:
            """Delete one."""
            self._collection.delete(identifier)
            if self._wants_json(json):
                output.as_json({})

        return run

    def do(self) -> Callable[..., None]:
        def run(json: Json = False) -> None:
            """Do it now."""
            self._session.confd.act(self._noun.path, self._noun.acts_by)
            if self._wants_json(json):
                output.as_json({})

        return run

    def _wants_json(self, asked: bool) -> bool:
        return asked or self._session.as_json


def _parameters(pairs: list[str]) -> dict[str, str]:
    found = {name: value for name, equals, value in (pair.partition("=") for pair in pairs) if equals}
    if len(found) != len(pairs):
        raise Misused("parameters are written name=value, each once")
    return found


def _with_fields(
    run: Callable[..., None], text: str, fields: tuple[Field, ...], *, identified: bool
) -> Callable[..., None]:
    """``run`` with an option for each field, so that help and completion know them."""

    def command(**arguments: Any) -> None:
        run(**arguments)

    kind = inspect.Parameter.KEYWORD_ONLY
    parameters = [inspect.Parameter("identifier", kind, annotation=Id)] if identified else []
    parameters.append(inspect.Parameter("pairs", kind, default=None, annotation=Pairs))
    parameters += [
        inspect.Parameter(field.name, kind, default=None, annotation=_option(field))
        for field in fields
        if field.name.isidentifier() and field.name not in {"json", "identifier", "pairs"}
    ]
    parameters.append(inspect.Parameter("json", kind, default=False, annotation=Json))
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    command.__annotations__ = {one.name: one.annotation for one in parameters}
    command.__doc__ = text
    return command


def _option(field: Field) -> Any:
    names = list(dict.fromkeys([f"--{field.name.replace('_', '-')}", f"--{field.name}"]))
    choices = field.choices
    hint = f"{field.description} ({', '.join(choices)})" if choices else field.description

    def complete(incomplete: str) -> list[str]:
        return [choice for choice in choices if choice.startswith(incomplete)]

    return Annotated[
        str | None,
        typer.Option(
            *names,
            metavar="|".join(sorted(field.kinds - {"null"})).upper() or "TEXT",
            help=f"{hint} [needed]".strip() if field.required else hint,
            autocompletion=complete,
            show_default=False,
        ),
    ]
