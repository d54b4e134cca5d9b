# SPDX-License-Identifier: GPL-3.0-or-later
"""The host agent: Asterisk's files and process, and the shipping of what Asterisk logs."""

VERSION = "0.1"
