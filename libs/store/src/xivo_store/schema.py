# SPDX-License-Identifier: GPL-3.0-or-later
"""Bring a database up to date: each service's package carries its `alembic` folder."""

import importlib
import importlib.resources
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from xivo_store.engine import make_engine

_LOCK = 0x5869564F  # any number, the same in every replica


async def migrate(uri: str, package: str) -> None:
    """Bring the database at `uri` to the newest revision of `package`; replicas may do so at once."""
    engine = make_engine(uri, name=f"{package}-migrate", bounded=False, pooled=False)
    try:
        async with engine.connect() as connection:
            await connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": _LOCK})
            await connection.commit()
            # the lock ends with the connection
            await connection.run_sync(upgrade, package)
            await connection.commit()
    finally:
        await engine.dispose()


def alembic_config(package: str, connection: Connection | None = None) -> Config:
    folder = Path(str(importlib.resources.files(importlib.import_module(package)))) / "alembic"
    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def upgrade(connection: Connection, package: str) -> None:
    command.upgrade(alembic_config(package, connection), "head")
