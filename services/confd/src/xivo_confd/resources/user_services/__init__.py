# SPDX-License-Identifier: GPL-3.0-or-later
"""Carries SYS-186, SYS-187 of the requirements catalogue."""
