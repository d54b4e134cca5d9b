# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ...crud.errors import wrong_field
from ...crud.settings import Settings
from ...edge.unit import Unit
from .schemas import ReverseDirectories


async def _check(unit: Unit, settings: ReverseDirectories) -> None:  # noqa: ARG001  the interface's
    if len(set(settings.directories)) < len(settings.directories):
        raise wrong_field("directories", "one comes twice")


REVERSE_DIRECTORIES = Settings(name="reverse_directories", body=ReverseDirectories, check=_check)
router = REVERSE_DIRECTORIES.router()
