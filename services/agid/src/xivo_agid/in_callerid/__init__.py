# SPDX-License-Identifier: GPL-3.0-or-later
"""How the numbers of callers from outside are written (SYS-027 to SYS-030): by confd's rules, then by the file's."""
