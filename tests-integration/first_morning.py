# SPDX-License-Identifier: GPL-3.0-or-later
"""An office switches on all its new telephones: a program that runs in one telephone's container.

``python3 -c <this> URL REGISTRAR USER:PASSWORD MAC...`` fetches what a Snom 720 with each MAC address does, below the
provisioning URL, and registers the account from each, all at once. It asks again for a file when the server is busy,
and repeats requests as RFC 3261 has it (section 17.1.2). Printed is, for each telephone, the status of the file, the
last one of its registration, and how many octets that answer has.
"""

from __future__ import annotations

import json
import socket
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable

from xivo_testkit.sip_text import authorization

AGENT = "Mozilla/4.0 (compatible; snom720-SIP 8.7.5.17 SPEAr300 SNOM 1.4 {mac})"
T1, T2, TIMER_F = 0.5, 4.0, 32.0
PATIENCE, BUSY = 60.0, 503


class Telephone:
    def __init__(self, url: str, registrar: str, account: str, mac: str) -> None:
        self._bare = mac.replace(":", "").upper()
        self._url = f"{url}/snom720-{self._bare}.htm"
        self._registrar = registrar
        self._user, _, self._password = account.partition(":")
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.connect((registrar, 5060))
        self._own = ":".join(map(str, self._socket.getsockname()))
        self.file = self.registration = self.octets = 0

    def fetch(self) -> None:
        request = urllib.request.Request(self._url, headers={"User-Agent": AGENT.format(mac=self._bare)})
        deadline = time.monotonic() + PATIENCE
        while self.file in (0, BUSY) and time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                    self.file = answer.status
            except urllib.error.HTTPError as error:
                self.file = error.code
                time.sleep(1)

    def register(self) -> None:
        answer = self._request(1)
        if " 401 " in answer.partition("\r\n")[0]:
            uri = f"sip:{self._registrar}"
            answer = self._request(2, authorization(answer, "REGISTER", uri, self._user, self._password) + "\r\n")
        self.registration = int(answer.split()[1]) if answer else 0
        self.octets = len(answer.encode())

    def _request(self, number: int, credentials: str = "") -> str:
        user = self._user
        text = (
            f"REGISTER sip:{self._registrar} SIP/2.0\r\n"
            f"Via: SIP/2.0/UDP {self._own};branch=z9hG4bK{self._bare}{number};rport\r\n"
            f"From: <sip:{user}@{self._registrar}>;tag={self._bare}\r\nTo: <sip:{user}@{self._registrar}>\r\n"
            f"Call-ID: {self._bare}\r\nCSeq: {number} REGISTER\r\nMax-Forwards: 70\r\n"
            f"Contact: <sip:{user}@{self._own}>\r\nExpires: 60\r\n{credentials}Content-Length: 0\r\n\r\n"
        )
        deadline, wait = time.monotonic() + TIMER_F, T1
        while time.monotonic() < deadline:
            self._socket.send(text.encode())
            self._socket.settimeout(wait)
            try:
                answer = self._socket.recv(65535).decode()
                if f"CSeq: {number} " in answer:
                    return answer
            except TimeoutError:
                wait = min(2 * wait, T2)
        return ""


def all_at_once(*steps: Callable[[], None]) -> None:
    threads = [threading.Thread(target=step) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def main() -> None:
    url, registrar, account, *macs = sys.argv[1:]
    telephones = [Telephone(url, registrar, account, mac) for mac in macs]
    all_at_once(*(one.fetch for one in telephones))
    all_at_once(*(one.register for one in telephones))
    print(json.dumps([[one.file, one.registration, one.octets] for one in telephones]))


if __name__ == "__main__":
    main()
