# SPDX-License-Identifier: GPL-3.0-or-later
import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Self


class FaxStatus(StrEnum):
    """The manual's: what a client is told (DEV-099)."""

    PRESENDFAX = "PRESENDFAX"
    SUCCESS = "SUCCESS"
    FAILED = "FAILED"


@dataclass(slots=True)
class OutgoingFax:
    """``pages`` are those of the document; ``sent`` those that arrived, None unless all did.

    ``dialled``: Asterisk was asked for the call, so that another attempt could send it twice.
    """

    id: str
    user_id: int
    user_uuid: str
    destination: str
    pages: int
    created_at: float
    status: FaxStatus = FaxStatus.PRESENDFAX
    dialled: bool = False
    sent: int | None = None
    error: str = ""

    @classmethod
    def read(cls, file: Path) -> Self:
        """Raises OSError, ValueError or TypeError."""
        document = json.loads(file.read_text())
        return cls(**{**document, "status": FaxStatus(document["status"])})

    def write(self, folder: Path) -> None:
        new = self.file(folder).with_suffix(".new")
        new.write_text(json.dumps(asdict(self)))
        new.replace(self.file(folder))

    def file(self, folder: Path) -> Path:
        return folder / f"{self.id}.json"

    def tiff(self, folder: Path) -> Path:
        return folder / f"{self.id}.tif"
