# SPDX-License-Identifier: GPL-3.0-or-later
"""Call completion (`*40`): who reached somebody busy, or nobody, is called back when that one is free (ADM-072)."""

from .service import Answer, CallCompletion

__all__ = ["Answer", "CallCompletion"]
