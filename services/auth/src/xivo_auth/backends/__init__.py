# SPDX-License-Identifier: GPL-3.0-or-later
"""Sources of authentication; third parties import what they need from here."""

from ..tokens.service import Identity
from .base import BackendArguments, BaseAuthenticationBackend

__all__ = ["BackendArguments", "BaseAuthenticationBackend", "Identity"]
