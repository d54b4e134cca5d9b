# SPDX-License-Identifier: GPL-3.0-or-later
"""A read-only TFTP server (RFC 1350) with the options of RFC 2347, 2348 and 2349."""
