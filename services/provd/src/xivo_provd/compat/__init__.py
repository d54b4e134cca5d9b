# SPDX-License-Identifier: GPL-3.0-or-later
"""Plugins of the successor project: each in a worker process of its own (docs/adr, libs/provd-compat)."""
