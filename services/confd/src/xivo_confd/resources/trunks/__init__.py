# SPDX-License-Identifier: GPL-3.0-or-later
"""Carries ADM-281 of the requirements catalogue."""
