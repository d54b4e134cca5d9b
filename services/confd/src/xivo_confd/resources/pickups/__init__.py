# SPDX-License-Identifier: GPL-3.0-or-later
"""Carries ADM-212 of the requirements catalogue."""
