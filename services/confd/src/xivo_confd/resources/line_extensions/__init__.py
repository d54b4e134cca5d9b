# SPDX-License-Identifier: GPL-3.0-or-later
"""Carries SYS-091 of the requirements catalogue."""
