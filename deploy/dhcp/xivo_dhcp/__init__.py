# SPDX-License-Identifier: GPL-3.0-or-later
"""The DHCP server of the suite: files from templates, and ISC dhcpd on them."""
