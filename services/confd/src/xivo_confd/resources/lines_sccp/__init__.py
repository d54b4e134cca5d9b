# SPDX-License-Identifier: GPL-3.0-or-later
"""Carries CC-077 of the requirements catalogue."""
