# SPDX-License-Identifier: GPL-3.0-or-later
"""Carries CC-019, CC-020, CC-022, CC-023, SYS-092 of the requirements catalogue."""
