# SPDX-License-Identifier: GPL-3.0-or-later
"""A desk phone in a container: boots like the vendor's hardware, then is a real SIP user agent (baresip).

Runs on the standard library and two modules beside it, as PID 1's child in the phone image, driven over HTTP (8080):

- ``POST /boot``    fetch the configuration as the hardware does, register with what the files say; with
  ``vendor_class`` the address and the URL come by DHCP (``dhcp_boot.py``)
- ``POST /command`` dial, accept, hangup (baresip's control interface)
- ``GET /state``    boots, requests made, account in use, events seen
- ``GET /recordings`` and ``GET /recordings/<name>`` what this phone heard (WAV)

A ``NOTIFY`` with ``Event: check-sync`` reboots it, as the vendors document. The events ``INVITE`` and
``UPDATE`` are what a call said of itself, ``MWI`` what the lamp for messages was told, ``ANSWERS_BY_ITSELF`` a
call that the vendor's telephone takes with nobody touching it.
"""

from __future__ import annotations

import json
import re
import signal
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from xivo_testkit.phone_firmware import ALLOWS, AUTOMATIC, PARSE, STATE, Json, dhcp_lease, http_get, tftp_get
from xivo_testkit.phone_voice import Baresip

HTTP_PORT = 8080


class Phone:
    """The hardware: identity, boot sequence, events."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.identity: Json = {}
        self.requests: list[Json] = []
        self.events: list[Json] = []
        self.account: Json = {}
        self.intercom = False
        self.boots = 0
        self.baresip: Baresip | None = None

    def event(self, message: Json) -> None:
        self.events.append({"at": time.time(), **message})
        if message["type"] == "CALL_INCOMING" and self.intercom:
            threading.Thread(target=self._rings, args=(message["id"],), daemon=True).start()

    def boot(self, identity: Json) -> Json:
        with self.lock:
            self.identity = identity
            if self.baresip:
                self.baresip.stop()
                self.baresip = None
            if identity.get("vendor_class"):
                self.identity = {**identity, **dhcp_lease(identity["vendor_class"])}
            self.account = dict(identity.get("account", {}))  # a softphone: what its user typed in
            self.intercom = False
            for filename in identity["files"]:
                self._fetch(filename)
            self.boots += 1
            if self.account:
                self.baresip = Baresip(self.account, identity.get("tone_hz", 440), self.event)
            self.event({"event": True, "type": "BOOTED", "username": self.account.get("username")})
            return self.state()

    def _fetch(self, filename: str) -> None:
        who = self.identity
        try:
            if who.get("protocol", "http") == "tftp":
                status, body = tftp_get(who["provd"], filename, who.get("blksize", 512))
            else:
                port = who.get("http_port", 8667)
                base = "/".join(part for part in (f"http://{who['provd']}:{port}", who.get("key")) if part)
                status, body = http_get(f"{base}/{filename}", who["user_agent"])
        except OSError as error:
            status, body = 0, str(error).encode()
        self.requests.append({"file": filename, "status": status, "size": len(body)})
        if status == 200:
            text = body.decode("utf-8")
            self.account = {**self.account, **PARSE[who["vendor"]](text)}
            self.intercom = who["vendor"] in ALLOWS and ALLOWS[who["vendor"]](text)

    def _rings(self, call_id: str) -> None:
        """Take the call at once if its INVITE says so and the configuration lets it; the packet may be seen later."""
        wanted = AUTOMATIC[self.identity["vendor"]]
        for _ in range(400):
            invite = next((text for text in self._invites() if f"Call-ID: {call_id}" in text), None)
            if invite is not None:
                if wanted.search(invite.partition("\r\n\r\n")[0]):
                    self.event({"event": True, "type": "ANSWERS_BY_ITSELF", "id": call_id})
                    self.command("accept", "")
                return
            time.sleep(0.05)

    def _invites(self) -> list[str]:
        return [event["param"] for event in reversed(self.events) if event["type"] == "INVITE"]

    def reboot(self) -> None:
        with self.lock:
            self.boot(self.identity)

    def command(self, name: str, params: str) -> Json:
        with self.lock:
            if self.baresip is None:
                return {"ok": False, "data": "the phone has no account"}
            return self.baresip.command(name, params)

    def state(self) -> Json:
        secretless = {key: value for key, value in self.account.items() if key != "password"}
        return {
            "boots": self.boots,
            "leased": self.identity.get("leased"),
            "requests": self.requests,
            "account": secretless,
            "has_password": bool(self.account.get("password")),
            "events": self.events,
        }


def watch_requests(phone: Phone) -> None:
    """What arrives and baresip itself leaves to the application."""
    with socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.ntohs(0x0800)) as sock:
        while True:
            packet, address = sock.recvfrom(65536)
            if address[2] == socket.PACKET_OUTGOING or packet[9] != socket.IPPROTO_UDP:
                continue
            header = (packet[0] & 0x0F) * 4
            payload = packet[header + 8 :]
            if payload.startswith((b"INVITE ", b"UPDATE ")):
                phone.event({"event": True, "type": payload[:6].decode(), "param": payload.decode("utf-8", "replace")})
            elif payload.startswith(b"NOTIFY "):
                notified(phone, payload)


def notified(phone: Phone, payload: bytes) -> None:
    """Reboot on an out-of-dialog NOTIFY check-sync; the lamp for messages lights on message-summary."""
    found = re.search(rb"^Event:\s*([^\r\n]*)", payload, re.MULTILINE | re.IGNORECASE)
    package = found[1].decode() if found else ""
    if package.startswith("check-sync"):
        phone.event({"event": True, "type": "CHECK_SYNC", "param": package})
        threading.Thread(target=phone.reboot, daemon=True).start()
    elif package.startswith("message-summary"):
        body = payload.partition(b"\r\n\r\n")[2].decode("utf-8", "replace")
        phone.event({"event": True, "type": "MWI", "param": body})


class Control(BaseHTTPRequestHandler):
    phone: Phone

    def _answer(self, body: Any, status: int = 200, content_type: str = "application/json") -> None:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self) -> None:
        heard = STATE / "heard"
        if self.path == "/state":
            self._answer(self.phone.state())
        elif self.path == "/recordings":
            self._answer(sorted(path.name for path in heard.glob("*.wav")))
        elif self.path.startswith("/recordings/"):
            self._answer((heard / Path(self.path).name).read_bytes(), content_type="audio/wav")
        else:
            self._answer({"error": "no such path"}, 404)

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or b"{}")
        if self.path == "/boot":
            self._answer(self.phone.boot(body))
        elif self.path == "/command":
            self._answer(self.phone.command(body["command"], body.get("params", "")))
        else:
            self._answer({"error": "no such path"}, 404)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the base class's name
        """Requests are in /state; the log stays quiet."""


def main() -> None:
    phone = Phone()
    STATE.mkdir(parents=True, exist_ok=True)
    threading.Thread(target=watch_requests, args=(phone,), daemon=True).start()
    Control.phone = phone
    server = ThreadingHTTPServer(("0.0.0.0", HTTP_PORT), Control)
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    server.serve_forever()


if __name__ == "__main__":
    main()
