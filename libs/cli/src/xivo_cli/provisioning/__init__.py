# SPDX-License-Identifier: GPL-3.0-or-later
"""The command `xivo-provd-cli`: provd from a terminal, in the words of Python (manual 1.8.27)."""
