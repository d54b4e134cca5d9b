# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from sqlalchemy import Boolean, String
from sqlalchemy.orm import Mapped, mapped_column
from xivo_asterisk.feature_codes import FEATURE_CODES

from ...crud.model import ConfigObject


class ExtensionFeature(ConfigObject):
    """A service's number, its star code (ADM-294, ADM-085, ADM-175, ADM-214)."""

    __tablename__ = "extension_features"

    feature: Mapped[str] = mapped_column(String(40), unique=True)
    exten: Mapped[str] = mapped_column(String(40), unique=True)
    enabled: Mapped[bool] = mapped_column(Boolean)

    @property
    def description(self) -> str:
        return FEATURE_CODES[self.feature].description

    @property
    def available(self) -> bool:
        return FEATURE_CODES[self.feature].available
