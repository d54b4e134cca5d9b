# SPDX-License-Identifier: GPL-3.0-or-later
"""Carries ADM-228, ADM-229, ADM-237, ADM-242, ADM-249, ADM-251, ADM-276, ADM-277 of the requirements catalogue."""
