# SPDX-License-Identifier: GPL-3.0-or-later
"""The host agent: Asterisk files and process, CEL shipping."""
