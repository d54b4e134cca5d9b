# SPDX-License-Identifier: GPL-3.0-or-later
"""Carries CC-113, CC-114, CC-115, SYS-125 of the requirements catalogue."""
