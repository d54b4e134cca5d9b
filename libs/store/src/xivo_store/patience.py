# SPDX-License-Identifier: GPL-3.0-or-later
"""How long a service waits for a connection to PostgreSQL before it says that the server is away."""

connect_seconds = 1.0
"""Callers get their 503 within about this time. Tests, whose server is a neighbour on a busy machine, wait longer."""
