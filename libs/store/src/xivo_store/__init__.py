# SPDX-License-Identifier: GPL-3.0-or-later
"""Engine, session, unit of work, list queries, Alembic helpers, encrypted columns."""
