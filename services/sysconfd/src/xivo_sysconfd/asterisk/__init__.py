# SPDX-License-Identifier: GPL-3.0-or-later
"""Asterisk's files and process."""
