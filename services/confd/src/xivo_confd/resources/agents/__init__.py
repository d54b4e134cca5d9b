# SPDX-License-Identifier: GPL-3.0-or-later
"""Carries CC-095 of the requirements catalogue."""
