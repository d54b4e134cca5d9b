# SPDX-License-Identifier: GPL-3.0-or-later
"""Entries of a web service that answers CSV (ADM-166, ADM-169). What it answers to a term is taken as it is."""

import asyncio
import io
from collections.abc import Sequence
from urllib.parse import quote

from ..plugins import Arguments, BaseSourcePlugin, Fields
from ..table import Columns, Table
from .csv_file import parse
from .http_answer import client_of, fetch

SECONDS = 5.0


class CsvWebServiceBackend(BaseSourcePlugin):
    """``lookup_url`` and ``reverse_url`` have ``{term}`` in them; ``list_url`` gives all, for favourites."""

    def load(self, args: Arguments) -> None:
        config = args["config"]
        self._name = str(config["name"])
        self._lookup_url = str(config["lookup_url"])
        self._list_url = config.get("list_url")
        self._reverse_url = config.get("reverse_url")
        self._delimiter = str(config.get("delimiter") or ",")
        self._columns = Columns(config)
        self._client = client_of(config, float(config.get("timeout") or SECONDS))

    async def unload(self) -> None:
        await self._client.aclose()

    @property
    def name(self) -> str:
        return self._name

    async def search(self, term: str, args: Arguments) -> Sequence[Fields]:  # noqa: ARG002
        table = await self._ask(self._lookup_url, term)
        return [table.fields(position) for position in range(min(len(table), 1000))]

    async def list(self, uids: Sequence[str]) -> Sequence[Fields]:
        return (await self._ask(self._list_url, "")).list(uids) if self._list_url and uids else []

    async def match(self, exten: str) -> Fields | None:
        if not self._reverse_url:
            return None
        table = await self._ask(self._reverse_url, exten)
        return table.fields(0) if len(table) else None

    async def _ask(self, url: str, term: str) -> Table:
        answer = await fetch(self._client, url.replace("{term}", quote(term, safe="")))
        return await asyncio.to_thread(parse, io.StringIO(answer.text, newline=""), self._columns, self._delimiter)
