# SPDX-License-Identifier: GPL-3.0-or-later
"""Chromium with JsSIP on the phones' network, driven over the DevTools protocol (Target, Runtime)."""

from __future__ import annotations

import base64
import json
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any, Self

import httpx
import numpy as np
from websockets.sync.client import ClientConnection, connect
from xivo_testkit.fleet import PATIENCE, Fleet, eventually
from xivo_testkit.sound import share_of, tone_wav

RATE = 48_000
DEVTOOLS = 9222


@dataclass
class Chromium:
    """``with Chromium(fleet, line's name, its secret, its tone)``: the page's telephone is registered inside."""

    fleet: Fleet
    username: str
    secret: str
    tone_hz: int
    _page: ClientConnection = field(init=False)
    _open: ExitStack = field(init=False)
    _asked: int = 0

    @property
    def container(self) -> str:
        return f"{self.fleet.project}-chromium"

    def __enter__(self) -> Self:
        image = self.fleet.image("phone-e").replace("/phone:", "/browser:")
        voice = base64.b64encode(tone_wav(self.tone_hz, 1)).decode()
        where = ["--name", self.container, "--network", f"{self.fleet.project}_phones", "--init", "--memory", "768m"]
        with ExitStack() as open_things:
            self._leave()
            open_things.callback(self._leave)
            self.fleet.docker("run", "-d", *where, "-e", f"VOICE={voice}", image)
            network = f'{{{{(index .NetworkSettings.Networks "{self.fleet.project}_phones").IPAddress}}}}'
            address = self.fleet.docker("inspect", "-f", network, self.container).strip()
            debugger = eventually(lambda: self._debugger(address), what="Chromium")
            self._page = open_things.enter_context(connect(debugger, max_size=None))
            eventually(lambda: self._is("Boolean(window.telephone)"), what="the page")
            url = f"wss://{self.fleet.address('edge', 'phones')}/api/asterisk/ws"
            assert self._tells("registers", url, self.username, self.secret)
            self._open = open_things.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def _leave(self) -> None:
        self.fleet.docker("rm", "-fv", self.container, check=False)

    def calls(self, number: str) -> None:
        self._tells("calls", number)

    def rings(self) -> str:
        """Who calls, as the display shows."""
        return str(eventually(lambda: self._tells("rings"), what="a call"))

    def answers(self) -> None:
        self._tells("answers")

    def talks(self) -> None:
        eventually(lambda: self._tells("talks"), what="an answer")

    def types(self, keys: str) -> None:
        """The keys during a call (RFC 4733)."""
        self._tells("types", keys)

    def hangs_up(self) -> None:
        self._tells("hangsUp")

    def ends(self) -> None:
        eventually(lambda: self._tells("hasEnded"), what="the end of the call")

    def hears(self, hz: int) -> None:
        """What arrives is mostly this tone."""
        eventually(lambda: self._share(hz) > 0.5, every=0.3, what=f"{hz} Hz")

    def media(self) -> dict[str, Any]:
        """Codecs ``sent`` and ``received``, the state of ``dtls``, the ``cipher`` of SRTP."""
        found: dict[str, Any] = self._tells("media")
        return found

    def _share(self, hz: int) -> float:
        return share_of(np.array(self._tells("heard"), dtype=float), RATE, hz)

    @staticmethod
    def _debugger(address: str) -> str:
        tabs = httpx.get(f"http://{address}:{DEVTOOLS}/json", timeout=5).json()
        return [str(tab["webSocketDebuggerUrl"]) for tab in tabs if tab["type"] == "page"][0]  # noqa: RUF015  LookupError

    def _tells(self, function: str, *arguments: object) -> Any:
        """The page's telephone does it; what it answers."""
        return self._is(f"telephone.{function}({', '.join(map(json.dumps, arguments))})")

    def _is(self, expression: str) -> Any:
        self._asked += 1
        wanted = {"expression": expression, "awaitPromise": True, "returnByValue": True}
        self._page.send(json.dumps({"id": self._asked, "method": "Runtime.evaluate", "params": wanted}))
        while (answer := json.loads(self._page.recv(timeout=PATIENCE))).get("id") != self._asked:
            pass
        result = answer["result"]
        if "exceptionDetails" in result:
            raise RuntimeError(f"{expression.partition('(')[0]}: {result['exceptionDetails']}")
        return result["result"].get("value")
