# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ...errors import NotFound, Refusal


class ContextNotFound(NotFound):
    templates = ("Resource Not Found - Context was not found ('id': {context_id})",)


class ContextNameTaken(Refusal):
    """Context names are unique over all entities (ADM-182)."""

    templates = ("Resource Error - Context already exists ('name': '{name}')",)


class ContextRefused(Refusal):
    templates = ("Input Error - field '{field}': {explanation}",)


class ContextInUse(Refusal):
    templates = ("Resource Error - Context is associated with a {what} ('context': '{name}')",)
