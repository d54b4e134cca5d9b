# SPDX-License-Identifier: GPL-3.0-or-later
"""Two writers at once: what the database refuses becomes the documented refusal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError

from .errors import Refusal


@contextmanager
def conflicts(answers: Mapping[str, Callable[[], Refusal]]) -> Iterator[None]:
    """Turn the violation of a named constraint into its refusal; others go on as they are.

    ``with conflicts({"uq_users_username": lambda: UserRefused(explanation=...)}): await dao.add(user)``
    """
    try:
        yield
    except IntegrityError as error:
        answer = answers.get(constraint_of(error) or "")
        if answer is None:
            raise
        raise answer() from error


def constraint_of(error: IntegrityError) -> str | None:
    """The name of the constraint that was violated, as asyncpg reports it."""
    name = getattr(getattr(error.orig, "__cause__", None), "constraint_name", None)
    return str(name) if name else None


def sqlstate_of(error: DBAPIError) -> str | None:
    return getattr(error.orig, "sqlstate", None)
