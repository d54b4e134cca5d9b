# SPDX-License-Identifier: GPL-3.0-or-later
"""Channel event logging: from Asterisk's file to the bus, nothing lost, nothing twice."""
