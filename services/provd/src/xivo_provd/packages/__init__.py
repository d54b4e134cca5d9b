# SPDX-License-Identifier: GPL-3.0-or-later
"""Packages of plugins (firmware, languages): what ``pkgs/pkgs.db`` lists, downloads of it, and their installation."""

from .database import Package, PackageDatabase, PackageError
from .engine import PackageEngine

__all__ = ["Package", "PackageDatabase", "PackageEngine", "PackageError"]
