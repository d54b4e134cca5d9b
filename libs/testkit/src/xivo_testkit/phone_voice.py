# SPDX-License-Identifier: GPL-3.0-or-later
"""The SIP user agent of a desk phone: baresip, its tone, and its control connection.

Runs on the standard library alone, in the phone image, beside the agent.
"""

from __future__ import annotations

import contextlib
import json
import math
import socket
import struct
import subprocess
import threading
import time
import wave
from pathlib import Path
from typing import Any

from xivo_testkit.phone_firmware import STATE, Json

CTRL_PORT = 4444
SIP_PORT = 5060
PATIENCE = 30.0


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
        deadline = time.monotonic() + PATIENCE
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
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self._process.poll() is None:
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
