# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Any

from sqlalchemy import String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from ...crud.model import ConfigObject


class DirectoryDefinition(ConfigObject):
    """How contacts of one source are found and what their fields are called (ADM-056, ADM-057, ADM-167 to ADM-170).

    Also CC-033, CC-035, CC-037, CC-038, CC-039.
    """

    __tablename__ = "directory_definitions"

    name: Mapped[str] = mapped_column(String(128), unique=True)
    source: Mapped[dict[str, Any]] = mapped_column(JSONB)
    delimiter: Mapped[str] = mapped_column(String(1))
    match_direct: Mapped[list[str]] = mapped_column(JSONB)
    match_reverse: Mapped[list[str]] = mapped_column(JSONB)
    fields: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    description: Mapped[str] = mapped_column(Text)
