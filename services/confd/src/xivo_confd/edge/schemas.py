# SPDX-License-Identifier: GPL-3.0-or-later
"""Words on the wire that every resource shares."""

from __future__ import annotations

from pydantic import BaseModel


class Link(BaseModel):
    rel: str
    href: str
