# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ...errors import NotFound, Refusal


class AdministratorNotFound(NotFound):
    templates = ("Resource Not Found - Administrator was not found ('id': {administrator_id})",)


class AdministratorLoginTaken(Refusal):
    templates = ("Resource Error - Administrator already exists ('login': '{login}')",)


class AdministratorRefused(Refusal):
    templates = ("Input Error - field '{field}': {explanation}",)


class WrongCredentials(Refusal):
    """Also for one who is disabled: nobody learns which it was."""

    status = 404
    templates = ("Resource Not Found - Administrator was not found",)
