# SPDX-License-Identifier: GPL-3.0-or-later
"""CEL in, call logs out."""
