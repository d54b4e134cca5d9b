# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ...crud.resource import Resource
from .model import Paging
from .schemas import PagingBody

PAGING = Resource(
    plural="paging",
    singular="paging",
    title="Paging",
    model=Paging,
    body=PagingBody,
    order=("number",),
    members={"callers": "user", "members": "user"},
)
router = PAGING.router()
