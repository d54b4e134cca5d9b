# SPDX-License-Identifier: GPL-3.0-or-later
"""Carries ADM-105, ADM-106 of the requirements catalogue."""
