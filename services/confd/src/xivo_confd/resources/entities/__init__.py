# SPDX-License-Identifier: GPL-3.0-or-later
"""Carries ADM-177, ADM-183, SYS-019 of the requirements catalogue."""
