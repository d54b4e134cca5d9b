# SPDX-License-Identifier: GPL-3.0-or-later
"""Carries ADM-100 of the requirements catalogue."""
