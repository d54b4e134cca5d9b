# SPDX-License-Identifier: GPL-3.0-or-later
"""The event by which auth ends a token everywhere."""

REVOKED_ROUTING_KEY = "auth.token.revoked"
