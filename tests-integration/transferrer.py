# SPDX-License-Identifier: GPL-3.0-or-later
"""Users who send every caller elsewhere: a program that runs in a telephone's container.

``python3 -c <this> '{"server": ..., "accounts": [{"user": ..., "password": ...}], "numbers": []}'`` registers the
accounts, answers each call and transfers it to the next number (REFER, RFC 3515 and RFC 5589 section 6). It says
``ready``, and when all numbers were tried, or nobody has called for a while, how often a transfer ended in what: the
status of the REFER if it was refused, otherwise the one that the last NOTIFY told.
"""

from __future__ import annotations

import json
import re
import socket
import sys
import time
import urllib.parse
from collections import Counter, deque
from contextlib import suppress
from typing import Any

from xivo_testkit.sip_text import authorization, header, md5

PATIENCE = 20.0
TALK_SECONDS = 0.7
"""Who answers and transfers in the same moment is not yet connected with the caller."""
TRIES = 3
LEGAL_IN_A_USER = "-_.!~*'()&=+$,;?/"
SDP = "v=0\r\no=t 1 1 IN IP4 {0}\r\ns=-\r\nc=IN IP4 {0}\r\nt=0 0\r\nm=audio 4002 RTP/AVP 8\r\n"


class Call:
    """A call that came in, as its INVITE says."""

    def __init__(self, invite: str, number: str) -> None:
        self.number = number
        self.account = re.search(r"sip:([^@;>]+)@", invite.partition("\r\n")[0])[1]  # type: ignore[index]
        self.call_id = header(invite, "Call-ID")
        self.ours = f"{header(invite, 'To')};tag=t{md5(self.call_id)[:8]}"
        self.theirs = header(invite, "From")
        self.target = re.search(r"<([^>]+)>", header(invite, "Contact"))[1]  # type: ignore[index]
        self.is_answered = False
        self.sent = 0
        self.tries = 0
        self.is_over = False


class Transferrer:
    def __init__(self, server: str, accounts: list[dict[str, str]], numbers: list[str]) -> None:
        self._server, self._numbers = server, numbers[::-1]
        self._passwords = {account["user"]: account["password"] for account in accounts}
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.connect((server, 5060))
        self._socket.settimeout(PATIENCE)
        self._host, self._port = self._socket.getsockname()
        self._calls: dict[str, Call] = {}
        self._due: deque[tuple[float, Call]] = deque()
        self._ended: Counter[str] = Counter()
        self._sent = 0

    def works(self) -> Counter[str]:
        for user in self._passwords:
            self._register(user)
        print("ready", flush=True)
        wanted, heard = len(self._numbers), time.monotonic()
        while self._ended.total() < wanted and time.monotonic() - heard < PATIENCE:
            self._socket.settimeout(0.1)
            with suppress(TimeoutError):
                text = self._socket.recv(65536).decode()
                self._hears(text)
                if header(text, "Call-ID") in self._calls:
                    heard = time.monotonic()
            while self._due and self._due[0][0] < time.monotonic():
                self._refer(self._due.popleft()[1])
        return self._ended

    def _register(self, user: str) -> None:
        uri = f"sip:{self._server}"
        who = f"<sip:{user}@{self._server}>"
        own = [f"From: {who};tag=r", f"To: {who}", f"Call-ID: register-{user}", f"Contact: <sip:{user}@{self._me}>"]
        challenge = self._asks("REGISTER", uri, 1, own)
        answer = self._asks("REGISTER", uri, 2, [*own, self._digest("REGISTER", uri, user, challenge)])
        if not answer.startswith("SIP/2.0 200"):
            raise RuntimeError(f"{user} is not registered: {answer[:200]}")

    def _asks(self, method: str, uri: str, number: int, lines: list[str]) -> str:
        """A request outside of calls; what comes meanwhile is no answer to it."""
        self._request(method, uri, number, lines)
        while True:
            text = self._socket.recv(65536).decode()
            if text.startswith("SIP/2.0") and header(text, "Call-ID") in lines[2]:
                return text

    def _hears(self, text: str) -> None:
        method = text.partition(" ")[0]
        call = self._calls.get(header(text, "Call-ID"))
        if method == "INVITE":
            self._answers_call(text)
        elif method == "ACK" and call:
            if not call.is_answered:
                call.is_answered = True
                self._soon(call)
        elif method == "SIP/2.0":
            if call and "REFER" in header(text, "CSeq"):
                self._is_answered(call, text)
        elif method != "ACK":  # OPTIONS, NOTIFY, BYE, CANCEL
            self._respond(text, "200 OK")
            frag = re.search(r"^SIP/2.0 ([2-6]\d\d)", text, re.MULTILINE)
            if call and method == "NOTIFY" and frag:
                self._is_told(call, frag[1])
            elif call and method == "BYE" and not call.is_over:
                call.is_over = True  # nothing is known of the transfer: another caller takes the number
                self._numbers.append(call.number)

    def _soon(self, call: Call) -> None:
        self._due.append((time.monotonic() + TALK_SECONDS, call))

    def _answers_call(self, invite: str) -> None:
        call = self._calls.get(header(invite, "Call-ID"))
        if call is None:
            if not self._numbers:
                self._respond(invite, "486 Busy Here")
                return
            call = self._calls[header(invite, "Call-ID")] = Call(invite, self._numbers.pop())
        body = SDP.format(self._host)
        self._respond(invite, "200 OK", to=call.ours, body=body, contact=f"<sip:{call.account}@{self._me}>")

    def _is_answered(self, call: Call, answer: str) -> None:
        if answer.startswith("SIP/2.0 401") and call.tries <= TRIES:
            self._refer(call, self._digest("REFER", call.target, call.account, answer))
        elif answer[8] in "3456":
            self._is_told(call, answer[8:11])

    def _is_told(self, call: Call, status: str) -> None:
        if call.is_over:
            return
        if status[0] != "2" and call.tries < TRIES:
            self._soon(call)
            return
        call.is_over = True
        self._ended[status] += 1
        if status[0] != "2":
            self._hangs_up(call)

    def _hangs_up(self, call: Call) -> None:
        """The transfer came to nothing: the caller is still there."""
        self._request("BYE", call.target, self._next(call), self._within(call))

    def _refer(self, call: Call, authorization: str = "") -> None:
        call.tries += not authorization
        to = f"<sip:{urllib.parse.quote(call.number, safe=LEGAL_IN_A_USER)}@{self._server}>"
        own = f"<sip:{call.account}@{self._me}>"
        lines = [*self._within(call), f"Contact: {own}", f"Refer-To: {to}", f"Referred-By: {own}"]
        self._request("REFER", call.target, self._next(call), lines + [authorization] * bool(authorization))

    def _next(self, call: Call) -> int:
        call.sent += 1
        return call.sent

    def _within(self, call: Call) -> list[str]:
        return [f"From: {call.ours}", f"To: {call.theirs}", f"Call-ID: {call.call_id}"]

    def _request(self, method: str, uri: str, number: int, lines: list[str]) -> None:
        self._sent += 1
        via = f"Via: SIP/2.0/UDP {self._me};branch=z9hG4bK{self._port}-{self._sent};rport"
        self._say([f"{method} {uri} SIP/2.0", via, *lines, f"CSeq: {number} {method}", "Max-Forwards: 70"])

    def _respond(self, request: str, status: str, to: str = "", body: str = "", contact: str = "") -> None:
        kept = [line for line in request.split("\r\n") if re.match(r"(Via|From|Call-ID|CSeq):", line)]
        lines = [f"SIP/2.0 {status}", *kept, f"To: {to or header(request, 'To')}"]
        if body:
            lines += [f"Contact: {contact}", "Content-Type: application/sdp"]
        self._say(lines, body)

    def _say(self, lines: list[str], body: str = "") -> None:
        self._socket.send(("\r\n".join([*lines, f"Content-Length: {len(body)}"]) + "\r\n\r\n" + body).encode())

    @property
    def _me(self) -> str:
        return f"{self._host}:{self._port}"

    def _digest(self, method: str, uri: str, user: str, challenge: str) -> str:
        return authorization(challenge, method, uri, user, self._passwords[user])


if __name__ == "__main__":
    given: dict[str, Any] = json.loads(sys.argv[1])
    print(json.dumps(Transferrer(given["server"], given["accounts"], given["numbers"]).works()))
