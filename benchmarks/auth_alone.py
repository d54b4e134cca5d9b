# SPDX-License-Identifier: GPL-3.0-or-later
"""auth in a process of its own, with tokens in memory in the place of Consul: `python auth_alone.py PORT DB_URI`."""

from __future__ import annotations

import sys

import uvicorn
from xivo_auth.app import build_app
from xivo_auth.settings import Settings
from xivo_auth.tokens.model import SessionKey, StoredToken, account_key
from xivo_base.logging import set_up_logging

ACCOUNTS = {f"bench{number}": f"password of account {number}" for number in range(16)}


class Memory:
    """A `TokenStore` that answers at once: what is measured is auth."""

    def __init__(self) -> None:
        self._tokens: dict[str, StoredToken] = {}
        self._index: dict[str, SessionKey] = {}

    async def put(self, key: str, token: StoredToken) -> None:
        session = SessionKey.of(key, token)
        self._tokens[key], self._index[session.path] = token, session

    async def get(self, key: str) -> StoredToken | None:
        return self._tokens.get(key)

    async def delete(self, session: SessionKey) -> None:
        self._tokens.pop(session.token_hash, None)
        self._index.pop(session.path, None)

    async def sessions(self, auth_id: str | None = None) -> list[SessionKey]:
        if auth_id is None:
            return list(self._index.values())
        return [session for session in self._index.values() if session.account == account_key(auth_id)]


def main() -> None:
    settings = Settings(
        db_uri=sys.argv[2],
        bus={"enabled": False},
        consul={"enabled": False},
        admin_password="admin",
        service_passwords=ACCOUNTS,
        login_timeout=5,
    )
    set_up_logging("info", log_format="json")  # as in a container: what is written costs, too
    app = build_app(settings, store=Memory())
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_config=None, access_log=False, server_header=False)


if __name__ == "__main__":
    main()
