# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ...errors import NotFound, Refusal


class EntityNotFound(NotFound):
    templates = ("Resource Not Found - Entity was not found ('id': {entity_id})",)


class EntityNameTaken(Refusal):
    templates = ("Resource Error - Entity already exists ('name': '{name}')",)


class EntityInUse(Refusal):
    templates = ("Resource Error - Entity is associated with a {what} ('entity_id': {entity_id})",)


class LastEntity(Refusal):
    templates = ("Resource Error - the last Entity cannot be deleted ('entity_id': {entity_id})",)
