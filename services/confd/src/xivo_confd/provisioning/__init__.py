# SPDX-License-Identifier: GPL-3.0-or-later
"""What confd tells provd: which configuration each device has."""
