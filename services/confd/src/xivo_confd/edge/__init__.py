# SPDX-License-Identifier: GPL-3.0-or-later
"""The HTTP edge: who calls, in which media type, with which parameters, and how answers look."""
