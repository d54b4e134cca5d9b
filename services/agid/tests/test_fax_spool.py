# SPDX-License-Identifier: GPL-3.0-or-later
"""The folder in which faxes wait has a bound."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from xivo_agid.fax.spool import FULL, FaxSpool
from xivo_agid.settings import FaxSettings

NOW = 1_800_000_000.0
DAY, HOUR = 86400.0, 3600.0


class Spool:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        settings = FaxSettings(spool=folder, keep=timedelta(days=30), most_bytes=1000)
        self._keeper = FaxSpool(settings, clock=lambda: NOW)

    def has(self, name: str, age: float, size: int = 100) -> None:
        path = self.folder / name
        path.write_bytes(b"x" * size)
        os.utime(path, (NOW - age, NOW - age))

    def looks(self) -> set[str]:
        """What is there afterwards."""
        self._keeper.look()
        return {path.name for path in self.folder.iterdir()}


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    return Spool(tmp_path)


def test_what_broke_off_is_kept_for_its_time(spool: Spool) -> None:
    spool.has("0123-1-1.tif", 29 * DAY)
    spool.has("0123-2-2.tif", 31 * DAY)
    spool.has("0123-3-3.tif.unreadable", 31 * DAY)
    assert spool.looks() == {"0123-1-1.tif"}


def test_what_has_still_to_be_delivered_stays(spool: Spool) -> None:
    for name in ("0123-1-1.tif", "0123-1-1.json", "0123-2-2.tif", "0123-2-2.json"):
        spool.has(name, 300 * DAY, size=400)
    assert spool.looks() == {"0123-1-1.tif", "0123-1-1.json", "0123-2-2.tif", "0123-2-2.json", FULL}


def test_the_oldest_leave_when_there_is_no_room(spool: Spool) -> None:
    spool.has("0123-1-1.tif", 3 * DAY, size=400)
    spool.has("0123-2-2.tif", 2 * DAY, size=400)
    spool.has("0123-3-3.tif", 1 * DAY, size=400)
    assert spool.looks() == {"0123-2-2.tif", "0123-3-3.tif"}


def test_one_that_is_being_received_is_not_touched(spool: Spool) -> None:
    spool.has("0123-1-1.tif", HOUR, size=1200)
    assert spool.looks() == {"0123-1-1.tif", FULL}


def test_faxes_are_taken_again_once_there_is_room(spool: Spool) -> None:
    spool.has("0123-1-1.json", DAY, size=1200)
    assert FULL in spool.looks()
    spool.has("0123-1-1.json", DAY, size=950)
    assert FULL in spool.looks()
    spool.has("0123-1-1.json", DAY, size=500)
    assert FULL not in spool.looks()


def test_a_folder_that_is_not_there_yet_is_empty(tmp_path: Path) -> None:
    FaxSpool(FaxSettings(spool=tmp_path / "none")).look()
