# SPDX-License-Identifier: GPL-3.0-or-later
"""Carries ADM-295, CC-003, CC-008 of the requirements catalogue."""
