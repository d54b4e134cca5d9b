# SPDX-License-Identifier: GPL-3.0-or-later
"""How long a service waits for PostgreSQL before it says that the server is away."""

connect_seconds = 1.0
"""Callers get their 503 within about this time. Tests, whose server is a neighbour on a busy machine, wait longer."""
statement_seconds = 5.0
"""No statement of a service takes longer; those of migrations may."""
