# SPDX-License-Identifier: GPL-3.0-or-later
import re
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

DONE = ".done"
"""Suffix of what Asterisk writes about a fax when its call is over; gone once agid has taken the fax over."""
_FILE = re.compile(r"(?:.*/)?(([0-9A-Za-z+]*)-([0-9]+)-[0-9]+\.tif)")


@dataclass
class Fax:
    """A fax in the spool folder. ``left``: the back-ends that have not had it yet, in their order."""

    file: str
    email: str
    dstnum: str
    srcnum: str
    epoch: int
    pages: int
    left: list[str] = field(default_factory=list)
    attempts: int = 0
    not_before: float = 0.0

    @classmethod
    def received(cls, path: str, email: str, dstnum: str, pages: str) -> Self | None:
        """Of a file ``<caller>-<epoch>-<number>.tif``; None if it has another name."""
        found = _FILE.fullmatch(path)
        if found is None:
            return None
        file, srcnum, epoch = found.groups()
        count = int(pages) if pages.isdigit() else 0
        return cls(file, email, dstnum, srcnum, int(epoch or time.time()), count)

    @classmethod
    def parse(cls, document: dict[str, Any]) -> Self:
        """Raises TypeError when it is none."""
        return cls(**document)

    def as_object(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def name(self) -> str:
        """What the document is called elsewhere, without its suffix (ADM-197)."""
        return f"{self.srcnum}-{self.epoch}"

    @property
    def variables(self) -> dict[str, str]:
        """What texts may say as ``%(dstnum)s`` (ADM-190)."""
        return {"dstnum": self.dstnum, "srcnum": self.srcnum, "pages": str(self.pages)}

    def tiff(self, folder: Path) -> Path:
        return folder / self.file
