# SPDX-License-Identifier: GPL-3.0-or-later
"""Carries ADM-260, SYS-114 of the requirements catalogue."""
