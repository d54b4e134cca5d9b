# SPDX-License-Identifier: GPL-3.0-or-later
"""Rendered files by name, and as they come from another process."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from .errors import PluginError

Files = dict[str, bytes]


def files_of(answer: Any) -> Files:
    """Raises PluginError: the process gave something else."""
    try:
        return {str(name): octets_of(content) for name, content in answer["files"].items()}
    except (KeyError, TypeError, AttributeError) as error:
        raise PluginError("the worker gave no files") from error


def octets_of(text: Any) -> bytes:
    """Raises PluginError."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, TypeError, ValueError) as error:
        raise PluginError("the worker gave no octets") from error
