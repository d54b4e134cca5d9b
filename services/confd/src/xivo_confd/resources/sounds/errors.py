# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ...errors import NotFound, Refusal


class SoundNotFound(NotFound):
    templates = ("Resource Not Found - {title} was not found ('name': '{name}')",)


class FolderRefused(Refusal):
    templates = ("Resource Error - Sound {name} already exists, or belongs to the system",)
