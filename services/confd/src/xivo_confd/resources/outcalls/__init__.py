# SPDX-License-Identifier: GPL-3.0-or-later
"""Carries ADM-272, ADM-282, ADM-288 of the requirements catalogue."""
