# SPDX-License-Identifier: GPL-3.0-or-later
"""Carries SYS-042, SYS-114 of the requirements catalogue."""
