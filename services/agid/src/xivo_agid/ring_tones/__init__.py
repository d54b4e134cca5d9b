# SPDX-License-Identifier: GPL-3.0-or-later
"""How telephones ring by where a call comes from (SYS-237): by confd's numbers, then by the file's."""
