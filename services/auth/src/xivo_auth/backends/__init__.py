# SPDX-License-Identifier: GPL-3.0-or-later
"""Sources of authentication; third parties import the base class from here."""

from .base import BackendArguments, BaseAuthenticationBackend

__all__ = ["BackendArguments", "BaseAuthenticationBackend"]
