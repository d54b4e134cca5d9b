# SPDX-License-Identifier: GPL-3.0-or-later
"""Carries ADM-138 of the requirements catalogue."""
