# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may what before any administrator decides: lists that come with the package."""

from __future__ import annotations

import importlib.resources
from typing import Any

import yaml


def user_acls() -> list[str]:
    """What the token of a user may do."""
    found: list[str] = _read("user_acls.yml")
    return found


def service_acls() -> dict[str, list[str]]:
    """Daemon → what its account may do."""
    found: dict[str, list[str]] = _read("service_acls.yml")
    return found


def _read(name: str) -> Any:
    return yaml.safe_load(importlib.resources.files("xivo_auth").joinpath(name).read_text())
