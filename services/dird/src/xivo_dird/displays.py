# SPDX-License-Identifier: GPL-3.0-or-later
"""What a profile shows of an entry (SYS-283, CC-034)."""

import re
from typing import Any

from pydantic import BaseModel, ConfigDict

from .answers import shown
from .plugins import Fields

_PLACE = re.compile(r"\{(?:db-([^{}]+)|xivo-directory)\}")


class Column(BaseModel):
    """``field`` is the name in a source's entries, ``default`` what is shown where it is empty.

    ``format`` is text with several of them, ``{db-firstname}``, or the source's name, ``{xivo-directory}``.
    """

    model_config = ConfigDict(frozen=True)

    title: str | None = None
    default: Any = None
    type: str | None = None
    field: str | None = None
    format: str | None = None

    def value(self, entry: Fields, source: str) -> Any:
        """What can be shown."""
        return shown(self.raw(entry, source))

    def raw(self, entry: Fields, source: str) -> Any:
        """As the source has it."""
        found = self._formatted(entry, source) if self.format else entry.get(self.field) if self.field else None
        return self.default if found is None else found

    def _formatted(self, entry: Fields, source: str) -> str | None:
        def filled(place: re.Match[str]) -> str:
            return source if place[1] is None else str(entry.get(place[1]) or "")

        return _PLACE.sub(filled, self.format or "").strip() or None


Display = tuple[Column, ...]
