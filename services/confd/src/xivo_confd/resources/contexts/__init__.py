# SPDX-License-Identifier: GPL-3.0-or-later
"""Carries ADM-181, ADM-279, SYS-020, SYS-021, SYS-022, SYS-118, SYS-164 of the requirements catalogue."""
