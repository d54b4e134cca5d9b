# SPDX-License-Identifier: GPL-3.0-or-later
"""What an `alembic/env.py` calls: `alembic_env.run(Base.metadata)`."""

from alembic import context
from sqlalchemy import MetaData


def run(metadata: MetaData) -> None:
    """Run the migrations on the connection that `xivo_store.schema` opened, in one transaction."""
    connection = context.config.attributes["connection"]
    if connection is None:
        raise RuntimeError("run migrations through xivo_store.schema")
    context.configure(connection=connection, target_metadata=metadata, compare_type=True, compare_server_default=True)
    with context.begin_transaction():
        context.run_migrations()
