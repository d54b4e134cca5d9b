# SPDX-License-Identifier: GPL-3.0-or-later
"""The only client of Asterisk's manager: events to the bus, actions over REST."""

VERSION = "1.0"
