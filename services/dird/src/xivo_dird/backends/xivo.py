# SPDX-License-Identifier: GPL-3.0-or-later
"""The users of a XiVO (SYS-306): of this one, or of another over its confd."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import httpx
from xivo_bus.event import Message

from ..own_confd import OwnConfd, get_json, pages
from ..plugins import Arguments, BaseSourcePlugin, Fields
from ..table import Columns, LiveTable
from .own_copy import OwnCopy

SECONDS = 3.0
RENEW_SECONDS = 60.0
RENEW_OWN_SECONDS = 3600.0
_CHANGES = ("user", "users", "line", "extension", "user_line_association", "line_extension_association")


class XivoBackend(BaseSourcePlugin):
    """``confd_config``: ``https`` (true), ``host``, ``port`` (9486), ``version`` (1.1), ``username``, ``password``,
    ``timeout`` (seconds). Without it, the users of this system.
    """

    def load(self, args: Arguments) -> None:
        config = args["config"]
        self._name = str(config["name"])
        self._columns = Columns({"unique_column": "id", **config})
        self._http: httpx.AsyncClient | None = None
        self._deaf: Callable[[], None] | None = None
        if config.get("confd_config"):
            self._http = _client(config["confd_config"])
            self._version = str(config["confd_config"].get("version") or "1.1")
            self._copy = OwnCopy(self._name, self._fetch_from_there, RENEW_SECONDS)
        else:
            self._confd: OwnConfd = args["confd"]
            self._copy = OwnCopy(self._name, self._fetch_own, RENEW_OWN_SECONDS)
            self._deaf = self._confd.listen(_CHANGES, self._follow)

    async def unload(self) -> None:
        if self._deaf is not None:
            self._deaf()
        await self._copy.close()
        if self._http is not None:
            await self._http.aclose()

    @property
    def name(self) -> str:
        return self._name

    async def search(self, term: str, args: Arguments) -> Sequence[Fields]:  # noqa: ARG002
        return (await self._copy.table()).search(term)

    async def list(self, uids: Sequence[str]) -> Sequence[Fields]:
        return (await self._copy.table()).list(uids)

    async def match(self, exten: str) -> Fields | None:
        return (await self._copy.table()).match(exten)

    async def _follow(self, _message: Message | None) -> None:
        self._copy.renew()

    async def _fetch_own(self) -> LiveTable:
        return await self._table(await self._confd.all("/users", view="directory"), self._confd.uuid)

    async def _fetch_from_there(self) -> LiveTable:
        assert self._http is not None  # noqa: S101  made by load
        try:
            uuid = (await get_json(self._http, f"/{self._version}/infos")).get("uuid")
        except httpx.HTTPStatusError:  # an older system has none
            uuid = None
        users = await pages(self._http, f"/{self._version}/users", view="directory")
        return await self._table(users, uuid)

    async def _table(self, users: Sequence[Mapping[str, Any]], uuid: str | None) -> LiveTable:
        return await asyncio.to_thread(lambda: LiveTable(self._columns, [_row(user, uuid) for user in users]))


def _row(user: Mapping[str, Any], uuid: str | None) -> Fields:
    relations = {
        "xivo_id": uuid,
        "user_id": user["id"],
        "endpoint_id": user.get("line_id"),
        "agent_id": user.get("agent_id"),
    }
    return {**user, "id": str(user["id"]), "relations": relations}


def _client(config: Mapping[str, Any]) -> httpx.AsyncClient:
    scheme = "https" if config.get("https", True) else "http"
    username = config.get("username")
    return httpx.AsyncClient(
        base_url=f"{scheme}://{config['host']}:{config.get('port', 9486)}",
        auth=httpx.DigestAuth(str(username), str(config.get("password") or "")) if username else None,
        timeout=float(config.get("timeout") or SECONDS),
        verify=bool(config.get("verify_certificate", False)),
        headers={"Accept": "application/json"},
        trust_env=False,
    )
