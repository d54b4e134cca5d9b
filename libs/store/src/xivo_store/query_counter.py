# SPDX-License-Identifier: GPL-3.0-or-later
"""Count the statements that a block sends, so that tests can pin them."""

from typing import Any, Self

from sqlalchemy import event

from xivo_store.database import Database


class QueryCounter:
    """`with QueryCounter(database) as queries: ...; assert queries.count == 2`."""

    def __init__(self, database: Database) -> None:
        self._engines = [database.engine.sync_engine, database.read_engine.sync_engine]
        self.statements: list[str] = []

    @property
    def count(self) -> int:
        return len(self.statements)

    def __enter__(self) -> Self:
        for engine in self._engines:
            event.listen(engine, "before_cursor_execute", self._record)
        return self

    def __exit__(self, *_: object) -> None:
        for engine in self._engines:
            event.remove(engine, "before_cursor_execute", self._record)

    def _record(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        self.statements.append(statement)
