# SPDX-License-Identifier: GPL-3.0-or-later
"""Call logic at run time: what the dialplan asks while a call is set up, answered from memory."""

VERSION = "0.1.0"
