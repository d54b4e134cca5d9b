# SPDX-License-Identifier: GPL-3.0-or-later
"""Carries SYS-032 of the requirements catalogue."""
