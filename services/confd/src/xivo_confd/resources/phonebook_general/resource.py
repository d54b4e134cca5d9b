# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ...crud.settings import Settings
from .schemas import PhonebookGeneral

PHONEBOOK_GENERAL = Settings(name="phonebook_general", body=PhonebookGeneral)
router = PHONEBOOK_GENERAL.router()
