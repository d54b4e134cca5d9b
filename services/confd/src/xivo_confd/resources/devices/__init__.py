# SPDX-License-Identifier: GPL-3.0-or-later
"""Carries CC-058, CC-059, SYS-107, SYS-109 of the requirements catalogue."""
