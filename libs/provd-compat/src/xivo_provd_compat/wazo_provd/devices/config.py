# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations


class RawConfigError(Exception):
    """The raw configuration lacks what a phone of this family needs."""
