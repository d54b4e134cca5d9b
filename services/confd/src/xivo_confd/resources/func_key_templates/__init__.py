# SPDX-License-Identifier: GPL-3.0-or-later
"""Carries CC-029, CC-096, SYS-085, SYS-089 of the requirements catalogue."""
