# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody who dials many numbers quickly: a program that runs in a telephone's container.

``python3 -c <this> '{"server": ..., "numbers": [], "user": ..., "password": ...}'`` calls one number after another,
hangs up what is answered, and prints the final status of each as JSON. Without a password it is what its address says
that it is: a trunk. ``name`` is what the display shall show.
"""

from __future__ import annotations

import json
import re
import socket
import sys
import time
import urllib.parse
from typing import Any

from xivo_testkit.sip_text import authorization, header

PATIENCE = 8.0
LEGAL_IN_A_USER = "-_.!~*'()&=+$,;?/"
SDP = "v=0\r\no=d 1 1 IN IP4 {0}\r\ns=-\r\nc=IN IP4 {0}\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8\r\n"


class Dialler:
    def __init__(self, server: str, user: str, password: str, name: str) -> None:
        self._server, self._user, self._password = server, user, password
        self._name = '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '" ' if name else ""
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.connect((server, 5060))
        self._socket.settimeout(PATIENCE)
        self._host, self._port = self._socket.getsockname()
        self._sent = 0

    def call(self, number: str) -> int:
        """The final status; 0 if there is none."""
        self._sent += 1
        uri = f"sip:{urllib.parse.quote(number, safe=LEGAL_IN_A_USER)}@{self._server}"
        call_id = f"dial-{self._sent}-{self._port}@{self._host}"
        answer = self._invite(uri, call_id, 1, "")
        if answer.startswith("SIP/2.0 401") and self._password:
            answer = self._invite(uri, call_id, 2, authorization(answer, "INVITE", uri, self._user, self._password))
        if answer.startswith("SIP/2.0 200"):
            self._send("BYE", uri, call_id, 3, after=answer)
            self._final(call_id, "BYE")
        return int(answer[8:11] or 0)

    def _invite(self, uri: str, call_id: str, number: int, authorization: str) -> str:
        self._send("INVITE", uri, call_id, number, more=authorization, body=SDP.format(self._host))
        answer = self._final(call_id, "INVITE", number)
        if answer:
            self._send("ACK", uri, call_id, number, after=answer)
        return answer

    def _final(self, call_id: str, method: str, number: int = 3) -> str:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                text = self._socket.recv(65536).decode()
            except OSError:
                return ""
            ours = header(text, "Call-ID") == call_id and header(text, "CSeq") == f"{number} {method}"
            if text.startswith("SIP/2.0") and ours and not text.startswith("SIP/2.0 1"):
                return text
            if text.startswith("BYE "):
                self._hung_up(text)
        return ""

    def _hung_up(self, request: str) -> None:
        kept = [line for line in request.split("\r\n") if re.match(r"(Via|From|To|Call-ID|CSeq):", line)]
        self._socket.send(("\r\n".join(["SIP/2.0 200 OK", *kept, "Content-Length: 0"]) + "\r\n\r\n").encode())

    def _send(
        self, method: str, uri: str, call_id: str, number: int, *, after: str = "", more: str = "", body: str = ""
    ) -> None:
        own = f"{self._host}:{self._port}"
        # a refusal is acknowledged in its own transaction, an answer in another
        transaction = "INVITE" if method == "ACK" and not after.startswith("SIP/2.0 200") else method
        lines = [
            f"{method} {uri} SIP/2.0",
            f"Via: SIP/2.0/UDP {own};branch=z9hG4bK{self._port}-{self._sent}-{number}-{transaction};rport",
            f"From: {self._name}<sip:{self._user}@{self._server}>;tag={self._sent}",
            f"To: {header(after, 'To') or f'<{uri}>'}",
            f"Call-ID: {call_id}",
            f"CSeq: {number} {method}",
            f"Contact: <sip:{self._user}@{own}>",
            "Max-Forwards: 70",
            *([more] if more else []),
            *(["Content-Type: application/sdp"] if body else []),
            f"Content-Length: {len(body)}",
        ]
        self._socket.send(("\r\n".join(lines) + "\r\n\r\n" + body).encode())


def main(given: dict[str, Any]) -> dict[str, int]:
    dialler = Dialler(given["server"], given.get("user", "outside"), given.get("password", ""), given.get("name", ""))
    return {number: dialler.call(number) for number in given["numbers"]}


if __name__ == "__main__":
    print(json.dumps(main(json.loads(sys.argv[1]))))
