# SPDX-License-Identifier: GPL-3.0-or-later
"""From a row to the documented representation: empty strings, not null."""

from __future__ import annotations

from typing import Any

from ...edge.links import Links
from ...paging import AnyRow
from .dao import VIEW_COLUMNS
from .model import User
from .password import shown

_KEYS = tuple(column.key for column in VIEW_COLUMNS)


def represent(user: User, links: Links, with_password: bool) -> dict[str, Any]:
    view = {key: getattr(user, key) for key in _KEYS}
    return _complete(view, user.password if with_password else None, links, with_password)


def represent_row(row: AnyRow, links: Links, with_password: bool) -> dict[str, Any]:
    view = dict(zip(_KEYS, row, strict=False))
    return _complete(view, row[-1] if with_password else None, links, with_password)


def represent_entry(row: AnyRow, line_id: int | None, exten: str) -> dict[str, Any]:
    """The directory's representation. Agents come with the contact centre: nobody has one yet."""
    return {
        "id": row.id,
        "line_id": line_id,
        "agent_id": None,
        "firstname": row.firstname,
        "lastname": row.lastname,
        "exten": exten,
        "mobile_phone_number": row.mobile_phone_number,
    }


def _complete(view: dict[str, Any], password: str | None, links: Links, with_password: bool) -> dict[str, Any]:
    view["username"] = view["username"] or ""
    view["password"] = shown(password) if with_password else None
    view["links"] = [links.to("users", view["id"])]
    return view
