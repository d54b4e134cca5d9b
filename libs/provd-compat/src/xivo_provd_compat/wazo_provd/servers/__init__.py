# SPDX-License-Identifier: GPL-3.0-or-later
"""No server runs here: the daemon's servers ask the worker which file a request means."""
