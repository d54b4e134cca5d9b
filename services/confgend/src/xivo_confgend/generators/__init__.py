# SPDX-License-Identifier: GPL-3.0-or-later
"""One module a file of Asterisk: a snapshot in, text out."""
