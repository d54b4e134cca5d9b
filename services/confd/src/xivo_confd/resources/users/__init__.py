# SPDX-License-Identifier: GPL-3.0-or-later
"""Carries ADM-287, ADM-290, CC-091, SYS-042 of the requirements catalogue."""
