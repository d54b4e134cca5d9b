# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Any

from ...edge.links import Links
from .dao import Keys
from .destinations import COLLECTIONS
from .model import FuncKey, FuncKeyTemplate, UserFuncKeyTemplate


def represent(template: FuncKeyTemplate, keys: Keys, links: Links) -> dict[str, Any]:
    return {
        "id": template.id,
        "name": template.name,
        "keys": represent_keys(keys, links, inherited=False),
        "links": [links.at("func_key_templates", f"funckeys/templates/{template.id}")],
    }


def represent_keys(keys: Keys, links: Links, *, inherited: bool) -> dict[str, dict[str, Any]]:
    return {str(position): represent_key(key, links, inherited=inherited) for position, key in sorted(keys.items())}


def represent_key(key: FuncKey, links: Links, *, inherited: bool) -> dict[str, Any]:
    destination = dict(key.destination)
    kind = destination["type"]
    if kind in COLLECTIONS:
        destination["href"] = links.to(COLLECTIONS[kind], destination[f"{kind}_id"])["href"]
    return {"id": key.id, "label": key.label, "blf": key.blf, "inherited": inherited, "destination": destination}


def represent_association(association: UserFuncKeyTemplate, links: Links) -> dict[str, Any]:
    return {
        "user_id": association.user_id,
        "template_id": association.template_id,
        "links": [
            links.to("users", association.user_id),
            links.at("func_key_templates", f"funckeys/templates/{association.template_id}"),
        ],
    }
