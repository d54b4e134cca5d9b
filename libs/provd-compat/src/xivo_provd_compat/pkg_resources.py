# SPDX-License-Identifier: GPL-3.0-or-later
"""What plugins use of setuptools' former module: to compare versions of firmware."""

from __future__ import annotations

from packaging.version import InvalidVersion, Version


def parse_version(version: str) -> Version:
    """Raises ValueError for what is no version."""
    try:
        return Version(version)
    except InvalidVersion as error:
        raise ValueError(str(error)) from error


__all__ = ["parse_version"]
