# SPDX-License-Identifier: GPL-3.0-or-later
"""Carries ADM-273, CC-097 of the requirements catalogue."""
