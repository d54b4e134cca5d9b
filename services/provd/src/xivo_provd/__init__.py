# SPDX-License-Identifier: GPL-3.0-or-later
"""Devices, device configurations, provisioning plugins."""
