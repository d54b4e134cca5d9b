# SPDX-License-Identifier: GPL-3.0-or-later
"""Carries ADM-037, SYS-032, SYS-100 of the requirements catalogue."""
