# SPDX-License-Identifier: GPL-3.0-or-later
"""Carries ADM-061, CC-120, CC-121, CC-122 of the requirements catalogue."""
