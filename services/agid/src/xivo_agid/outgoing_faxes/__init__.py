# SPDX-License-Identifier: GPL-3.0-or-later
"""Faxes that users send: a document over the API, a call with the user's rights, and what came of it (ADM-186)."""
