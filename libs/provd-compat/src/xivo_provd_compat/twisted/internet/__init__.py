# SPDX-License-Identifier: GPL-3.0-or-later
"""The few names of Twisted that plugins use, with Twisted's semantics; nothing of Twisted is needed behind them."""
