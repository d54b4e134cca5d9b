# SPDX-License-Identifier: GPL-3.0-or-later
"""Carries CC-125, CC-128 of the requirements catalogue."""
