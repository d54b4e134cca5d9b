# SPDX-License-Identifier: GPL-3.0-or-later
"""Carries CC-078, CC-079, CC-080, CC-081 of the requirements catalogue."""
