# SPDX-License-Identifier: GPL-3.0-or-later
"""Typed events, outbox relay, durable idempotent consumers, topology."""
