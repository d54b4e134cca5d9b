# SPDX-License-Identifier: GPL-3.0-or-later
"""A desk phone in a container: boots like the vendor's hardware, then is a real SIP user agent (baresip).

Runs on the standard library alone, as PID 1's child in the phone image, and is driven over HTTP on port 8080:

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

import contextlib
import json
import math
import re
import signal
import socket
import struct
import subprocess
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import wave
import xml.etree.ElementTree as ET
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

STATE = Path("/tmp/phone")
CTRL_PORT = 4444
HTTP_PORT = 8080
SIP_PORT = 5060
FETCH_TIMEOUT = 5.0

Json = dict[str, Any]


def http_get(url: str, user_agent: str) -> tuple[int, bytes]:
    request = urllib.request.Request(url, headers={"User-Agent": user_agent})
    try:
        with urllib.request.urlopen(request, timeout=FETCH_TIMEOUT) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def tftp_get(host: str, filename: str, blksize: int = 512) -> tuple[int, bytes]:
    """Read a file as RFC 1350 says, with the blksize option of RFC 2348 when it is not 512."""
    options = b"" if blksize == 512 else b"blksize\0" + str(blksize).encode() + b"\0"
    data = b""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.settimeout(FETCH_TIMEOUT)
        sock.sendto(b"\0\1" + filename.encode() + b"\0octet\0" + options, (host, 69))
        expected = 1
        while True:
            packet, peer = sock.recvfrom(65536)
            opcode, block = struct.unpack("!HH", packet[:4])
            if opcode == 5:
                return 404, packet[4:-1]
            if opcode == 6:
                sock.sendto(b"\0\4\0\0", peer)
                continue
            sock.sendto(b"\0\4" + struct.pack("!H", block), peer)
            if block == expected & 0xFFFF:
                data += packet[4:]
                expected += 1
            if len(packet) - 4 < blksize:
                return 200, data


def dhcp_lease(vendor_class: str) -> Json:
    """What the network tells a telephone that knows nothing."""
    command = ["python3", "/opt/phone/dhcp_boot.py", vendor_class]
    said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=FETCH_TIMEOUT * 6)
    found: Json = json.loads(said.stdout)
    return found


def parse_yealink(text: str) -> Json:
    """The first account of a ``key = value`` file."""
    values = dict(re.findall(r"^\s*([\w.]+)\s*=[ \t]*(.*?)\s*$", text, re.MULTILINE))
    if not values.get("account.1.user_name") or values.get("account.1.enable") == "0":
        return {}
    return {
        "username": values["account.1.user_name"],
        "auth_username": values.get("account.1.auth_name") or values["account.1.user_name"],
        "password": values.get("account.1.password", ""),
        "display_name": values.get("account.1.display_name", ""),
        "registrar": values.get("account.1.sip_server.1.address") or values.get("account.1.sip_server_host", ""),
        "port": values.get("account.1.sip_server.1.port") or "5060",
    }


def parse_snom(text: str) -> Json:
    """The first identity of a ``<settings>`` document, or of the older ``key$: value`` text."""
    values: dict[str, str] = {}
    if text.lstrip().startswith("<"):
        root = ET.fromstring(text)
        for node in root.iter():
            if node.text is not None and node.get("idx", "1") in ("1", "0"):
                values.setdefault(node.tag, node.text.strip())
                values[f"{node.tag}#{node.get('idx', '')}"] = node.text.strip()
    else:
        for key, value in re.findall(r"^(\w+)[!&$]?:\s*(.*?)\s*$", text, re.MULTILINE):
            values[key.removesuffix("1")] = value

    def of(name: str) -> str:
        return values.get(f"{name}#1", values.get(name, ""))

    if not of("user_name"):
        return {}
    registrar, _, port = of("user_host").partition(":")
    return {
        "username": of("user_name"),
        "auth_username": of("user_pname") or of("user_name"),
        "password": of("user_pass"),
        "display_name": of("user_realname"),
        "registrar": registrar,
        "port": port or "5060",
    }


def parse_aastra(text: str) -> Json:
    """The first line of a ``name: value`` file."""
    values = dict(re.findall(r"^sip line1 ([\w ]+): (.*?)\s*$", text, re.MULTILINE))
    if not values.get("user name"):
        return {}
    return {
        "username": values["user name"],
        "auth_username": values.get("auth name") or values["user name"],
        "password": values.get("password", ""),
        "display_name": values.get("display name", ""),
        "registrar": values.get("registrar ip", ""),
        "port": values.get("registrar port") or "5060",
    }


PARSE = {"yealink": parse_yealink, "snom": parse_snom, "aastra": parse_aastra}


def answers_by_itself_yealink(text: str) -> bool:
    """Whether intercom is allowed, which it is unless the file says otherwise (administrator's guide, *Intercom*)."""
    return re.search(r"^\s*features\.intercom\.allow\s*=\s*0\s*$", text, re.MULTILINE) is None


def answers_by_itself_snom(text: str) -> bool:
    """``answer_after_policy``, which is ``off`` from firmware 7.1.39 on (Snom's page of that setting)."""
    found = re.search(r"<answer_after_policy[^>]*>\s*(\w+)\s*<", text) or re.search(
        r"^answer_after_policy[!&$]?:\s*(\w+)", text, re.MULTILINE
    )
    return found is not None and found[1] in ("always", "idle", "not_busy")


ALLOWS = {"yealink": answers_by_itself_yealink, "snom": answers_by_itself_snom}
AUTOMATIC = {
    # FAQ 546: one of these in Alert-Info; T4 guide: without ringing
    "yealink": re.compile(
        r"^Alert-Info:.*(auto answer|info\s*=\s*alert-autoanswer|answer-after\s*=\s*0)", re.IGNORECASE | re.MULTILINE
    ),
    # Intercom - Paging feature
    "snom": re.compile(r"^Alert-Info:.*;\s*info=alert-autoanswer", re.IGNORECASE | re.MULTILINE),
}
"""What of an INVITE makes whose telephone answer. A softphone heeds nothing."""


def write_tone(hz: int, seconds: int = 120) -> Path:
    """A sine wave at 8 kHz: what this phone says into every call."""
    path = STATE / f"tone-{hz}.wav"
    if not path.exists():
        samples = (int(12000 * math.sin(2 * math.pi * hz * n / 8000)) for n in range(8000))
        second = b"".join(struct.pack("<h", sample) for sample in samples)
        with wave.open(str(path), "wb") as out:
            out.setnchannels(1)
            out.setsampwidth(2)
            out.setframerate(8000)
            out.writeframes(second * seconds)
    return path


class Baresip:
    """One running user agent and its control connection."""

    def __init__(self, account: Json, tone_hz: int, on_event: Any) -> None:
        self._on_event = on_event
        self._token = 0
        self._lock = threading.Lock()
        self._answers: dict[str, Json] = {}
        home = STATE / "baresip"
        is_ipv6 = ":" in account["registrar"]
        source = account.get("voice") or write_tone(tone_hz)
        home.mkdir(parents=True, exist_ok=True)
        (STATE / "heard").mkdir(exist_ok=True)
        (home / "config").write_text(
            "\n".join(
                [
                    "poll_method epoll",
                    f"sip_listen {'[::]' if is_ipv6 else '0.0.0.0'}:{SIP_PORT}",
                    "call_local_timeout 120",
                    "call_max_calls 4",
                    "ausrc_srate 8000",
                    "ausrc_channels 1",
                    f"audio_source aufile,{source}",
                    "audio_player aubridge,nil",
                    "audio_alert aubridge,nil",
                    "module_path /usr/lib/baresip/modules",
                    *(f"module {name}.so" for name in ("g711", "g722", "gsm", "opus", "srtp")),
                    "module aufile.so",
                    "module aubridge.so",
                    "module sndfile.so",
                    f"snd_path {STATE / 'heard'}",
                    "module_app account.so",
                    "module_app menu.so",
                    "module ctrl_tcp.so",
                    f"ctrl_tcp_listen 127.0.0.1:{CTRL_PORT}",
                    *([f"sip_certificate {account['certificate']}"] if "certificate" in account else []),
                ]
            )
            + "\n"
        )
        display = str(account["display_name"]).replace('"', "")
        transport = account.get("transport", "udp")
        (home / "accounts").write_text(
            f'"{display}" <sip:{account["username"]}@{account["registrar"]}:{account["port"]};transport={transport}>'
            f";auth_user={account['auth_username']};auth_pass={account['password']}"
            f";regint={account.get('regint', 120)};mwi=no;answermode=manual;"
            f"audio_codecs={account.get('codecs', 'pcmu,pcma')}{account.get('parameters', '')}\n"
        )
        (home / "contacts").write_text("")
        log = (STATE / "baresip.log").open("ab")
        self._process = subprocess.Popen(
            ["/usr/bin/baresip", *(["-6"] if is_ipv6 else []), "-f", str(home)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
        self._sock = self._connect()
        threading.Thread(target=self._read, daemon=True).start()
        threading.Thread(target=self._watch_registration, daemon=True).start()

    def _watch_registration(self) -> None:
        """Tell of the first registration, which may be over before the control connection is there."""
        while self._process.poll() is None:
            lines = str(self.command("reginfo").get("data", "")).splitlines()
            if any("mOK " in line or " OK " in line for line in lines):
                self._on_event({"event": True, "type": "REGISTERED"})
                return
            time.sleep(0.1)

    @staticmethod
    def _connect() -> socket.socket:
        deadline = time.monotonic() + 10
        while True:
            try:
                return socket.create_connection(("127.0.0.1", CTRL_PORT))
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)

    def _read(self) -> None:
        buffer = b""
        while True:
            try:
                chunk = self._sock.recv(65536)
            except OSError:
                return
            if not chunk:
                return
            buffer += chunk
            while (colon := buffer.find(b":")) > 0:
                size = int(buffer[:colon])
                if len(buffer) < colon + size + 2:
                    break
                message = json.loads(buffer[colon + 1 : colon + 1 + size])
                buffer = buffer[colon + size + 2 :]
                if message.get("event"):
                    self._on_event(message)
                else:
                    self._answers[str(message.get("token"))] = message

    def command(self, name: str, params: str = "") -> Json:
        with self._lock:
            self._token += 1
            token = str(self._token)
        body = json.dumps({"command": name, "params": params, "token": token}).encode()
        self._sock.sendall(str(len(body)).encode() + b":" + body + b",")
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline:
            if token in self._answers:
                return self._answers.pop(token)
            time.sleep(0.01)
        return {"response": True, "ok": False, "data": "no answer from baresip"}

    def stop(self) -> None:
        with contextlib.suppress(OSError):
            self.command("quit")
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(3)
        self._process.kill()
        self._process.wait()
        self._sock.close()


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
        for _ in range(40):
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
