# SPDX-License-Identifier: GPL-3.0-or-later
"""The administrator's own dialplan files, all in one answer; sysconfd lays them out in extensions_extra.d."""

from __future__ import annotations

import json

from ..snapshot import Snapshot


class ExtraDialplanGenerator:
    def generate(self, snapshot: Snapshot) -> str:
        files = {row["name"]: row["content"] for row in snapshot.rows("configuration_files")}
        return json.dumps(files, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
