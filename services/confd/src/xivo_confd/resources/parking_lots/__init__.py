# SPDX-License-Identifier: GPL-3.0-or-later
"""Carries CC-026, CC-027, CC-029 of the requirements catalogue."""
