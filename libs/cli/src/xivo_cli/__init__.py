# SPDX-License-Identifier: GPL-3.0-or-later
"""The command `xivo`: the configuration from a terminal."""
