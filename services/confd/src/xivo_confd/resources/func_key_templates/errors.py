# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ...errors import NotFound, Refusal


class TemplateNotFound(NotFound):
    templates = ("Resource Not Found - FuncKeyTemplate was not found ('id': {template_id})",)


class FuncKeyNotFound(NotFound):
    templates = ("Resource Not Found - FuncKey was not found ('template_id': {template_id}, 'position': {position})",)


class UserFuncKeyNotFound(NotFound):
    templates = ("Resource Not Found - FuncKey was not found ('user_id': {user_id}, 'position': {position})",)


class SameDestination(Refusal):
    """The same key twice; the manual forbids it since 14.15 (CC-116)."""

    templates = ("Resource Error - destination already exists ({destination})",)


class TemplateNotAssociated(NotFound):
    templates = (
        "Resource Not Found - UserFuncKeyTemplate was not found ('template_id': {template_id}, 'user_id': {user_id})",
    )


class NotInFilter(Refusal):
    templates = ("Resource Error - User is not associated with BSFilter ('user_id': {user_id})",)
