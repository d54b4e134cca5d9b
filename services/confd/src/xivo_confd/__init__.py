# SPDX-License-Identifier: GPL-3.0-or-later
"""The configuration of the whole system."""

__version__ = "0.1.0"
