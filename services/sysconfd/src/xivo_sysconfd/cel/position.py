# SPDX-License-Identifier: GPL-3.0-or-later
"""How far each file has been shipped, on disk."""

import json
import logging
import os
from dataclasses import dataclass
from pathlib import Path

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Position:
    """Up to `shipped` the broker has confirmed; `until` ends a batch that may have been sent but not confirmed."""

    shipped: int = 0
    until: int | None = None


class PositionFile:
    """Positions by generation. Each change is on disk before the method returns."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._positions = self._load()

    def get(self, generation: str) -> Position:
        return self._positions.get(generation, Position())

    def move(self, generation: str, position: Position) -> None:
        self._positions[generation] = position
        self._save()

    def keep(self, generations: set[str]) -> None:
        """Forget files that no longer exist."""
        gone = set(self._positions) - generations
        if gone:
            for generation in gone:
                del self._positions[generation]
            self._save()

    def _load(self) -> dict[str, Position]:
        try:
            content = json.loads(self._path.read_text())
            return {
                generation: Position(int(entry["shipped"]), entry.get("until"))
                for generation, entry in content["files"].items()
            }
        except FileNotFoundError:
            return {}
        except (ValueError, KeyError, TypeError, AttributeError):
            logger.exception("%s is unreadable: everything is shipped again, consumers know it already", self._path)
            return {}

    def _save(self) -> None:
        content = {
            "files": {
                generation: {"shipped": position.shipped, "until": position.until}
                for generation, position in self._positions.items()
            }
        }
        temporary = self._path.with_suffix(".tmp")
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("w") as file:
            json.dump(content, file)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(self._path)
