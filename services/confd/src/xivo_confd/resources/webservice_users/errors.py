# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ...errors import NotFound, Refusal


class WebserviceUserNotFound(NotFound):
    templates = ("Resource Not Found - WebserviceUser was not found ('id': {user_id})",)


class WebserviceUserTaken(Refusal):
    templates = ("Resource Error - WebserviceUser already exists ('{field}': '{value}')",)


class WebserviceUserRefused(Refusal):
    templates = ("Input Error - field '{field}': {explanation}",)
