# SPDX-License-Identifier: GPL-3.0-or-later
"""Carries ADM-294, SYS-083 of the requirements catalogue."""
