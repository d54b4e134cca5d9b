# SPDX-License-Identifier: GPL-3.0-or-later
"""The directory on telephones: menu, input and results in the words of each vendor."""
