# SPDX-License-Identifier: GPL-3.0-or-later
"""Tokens, ACLs, authentication back-ends."""
