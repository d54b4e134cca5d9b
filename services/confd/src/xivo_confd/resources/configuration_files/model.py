# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ...crud.model import ConfigObject

EXTRA_FEATURES = "xivo-extrafeatures.conf"


class ConfigurationFile(ConfigObject):
    """A file of the administrator's own dialplan (ADM-295, CC-003, CC-008)."""

    __tablename__ = "configuration_files"

    name: Mapped[str] = mapped_column(String(80), unique=True)
    content: Mapped[str] = mapped_column(Text)
    description: Mapped[str] = mapped_column(Text)
