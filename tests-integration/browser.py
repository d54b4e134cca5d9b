# SPDX-License-Identifier: GPL-3.0-or-later
"""A browser's telephone: SIP in a WebSocket through the edge, and a voice by ICE, DTLS-SRTP and opus (aiortc)."""

from __future__ import annotations

import asyncio
import fractions
import hashlib
import re
import secrets
import ssl
import threading
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np
from aiortc import MediaStreamTrack, RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from av import AudioFrame
from websockets.asyncio.client import ClientConnection, connect
from xivo_testkit.fleet import PATIENCE, eventually
from xivo_testkit.sound import share_of

RATE = 48_000
SAMPLES = RATE // 50


class Tone(MediaStreamTrack):
    """What the browser's microphone hears."""

    kind = "audio"

    def __init__(self, hz: int) -> None:
        super().__init__()
        self._hz = hz
        self._sent = 0

    async def recv(self) -> AudioFrame:
        await asyncio.sleep(0.019)
        times = np.arange(self._sent, self._sent + SAMPLES)
        samples = (9000 * np.sin(2 * np.pi * self._hz * times / RATE)).astype("<i2")
        frame = AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = RATE, self._sent, fractions.Fraction(1, RATE)
        self._sent += SAMPLES
        return frame


@dataclass
class Message:
    """A request or an answer of SIP."""

    start: str
    headers: list[tuple[str, str]]
    body: str = ""

    @classmethod
    def parsed(cls, text: str) -> Self:
        head, _, body = text.partition("\r\n\r\n")
        start, *lines = head.split("\r\n")
        pairs = (line.partition(":") for line in lines)
        return cls(start, [(name.strip(), value.strip()) for name, _, value in pairs], body)

    def every(self, name: str) -> list[tuple[str, str]]:
        return [(key, value) for key, value in self.headers if key.lower() == name.lower()]

    def __getitem__(self, name: str) -> str:
        return self.every(name)[0][1]

    @property
    def status(self) -> int:
        return int(self.start.split()[1]) if self.start.startswith("SIP/2.0") else 0

    def text(self) -> str:
        headers = [*self.headers, ("Content-Length", str(len(self.body.encode())))]
        return "\r\n".join([self.start, *(f"{name}: {value}" for name, value in headers), "", self.body])


@dataclass
class Browser:
    """``with Browser(address of the edge, line's name, its secret, its tone)``: it is registered inside."""

    edge: str
    username: str
    secret: str
    tone_hz: int
    remote_sdp: str = ""
    _heard: list[np.ndarray] = field(default_factory=list)
    _answers: list[Message] = field(default_factory=list)
    _invites: list[Message] = field(default_factory=list)
    _ended: threading.Event = field(default_factory=threading.Event)
    _dialog: dict[str, str] = field(default_factory=dict)
    _cseq: int = 1

    def __enter__(self) -> Self:
        self._host = f"{secrets.token_hex(6)}.invalid"
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        self._do(self._opens())
        return self

    def __exit__(self, *_: object) -> None:
        self._do(self._closes())
        self._loop.call_soon_threadsafe(self._loop.stop)

    def calls(self, number: str) -> None:
        self._calling = asyncio.run_coroutine_threadsafe(self._invite(number), self._loop)

    def talks(self) -> None:
        """Somebody answered."""
        self._calling.result(PATIENCE)

    def rings(self) -> str:
        """Who calls, as the display shows."""
        return str(self._do(self._until(lambda: self._invites))[-1]["From"])

    def answers(self) -> None:
        self._do(self._accept(self._invites[-1]))

    def types(self, keys: str) -> None:
        """Told in the signalling, not in the voice."""
        for key in keys:
            self._do(self._tells(key))

    def hangs_up(self) -> None:
        self._do(self._bye())

    def ends(self) -> None:
        assert self._ended.wait(PATIENCE), "the call did not end"

    def hears(self, hz: int) -> None:
        """Wait until half a second of what arrives from now on is mostly this tone."""
        before = len(self._heard)

        def prevails() -> bool:
            latest = np.concatenate([np.zeros(0), *self._heard[before:]])[-RATE // 2 :]
            assert share_of(latest, RATE, hz) > 0.5, self._state()
            return True

        eventually(prevails, every=0.1, what=f"{hz} Hz at {self.username}")

    def _state(self) -> str:
        """What may keep it from hearing."""
        ice, dtls = (self._peer.iceConnectionState, self._peer.connectionState) if self._peer else ("", "")
        return f"{len(self._heard)} frames, ICE {ice}, DTLS {dtls}, {getattr(self, '_listener', 'no track')}"

    def _do(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE)

    async def _opens(self) -> None:
        trusting = ssl.create_default_context()
        trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
        url = f"wss://{self.edge}/api/asterisk/ws"
        self._socket: ClientConnection = await connect(url, ssl=trusting, subprotocols=["sip"])  # type: ignore[list-item]
        self._came = asyncio.Event()
        self._peer: RTCPeerConnection | None = None
        self._reader = asyncio.create_task(self._reads())
        answer = await self._asks("REGISTER", "sip:asterisk", {"Expires": "300"})
        assert answer.status == 200, answer.start

    async def _closes(self) -> None:
        if self._peer:
            self._listener.cancel()
            await asyncio.gather(self._listener, return_exceptions=True)
            await self._peer.close()
        await self._asks("REGISTER", "sip:asterisk", {"Expires": "0"})
        self._reader.cancel()
        await self._socket.close()

    def _speaks(self) -> RTCPeerConnection:
        peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        peer.addTrack(Tone(self.tone_hz))
        self._heard.clear()
        self._ended.clear()

        @peer.on("track")
        def listens(track: MediaStreamTrack) -> None:
            self._listener = asyncio.create_task(self._listens(track))

        self._peer = peer
        return peer

    async def _listens(self, track: MediaStreamTrack) -> None:
        while True:
            frame = await track.recv()
            assert isinstance(frame, AudioFrame)
            samples = frame.to_ndarray().reshape(-1, len(frame.layout.channels))[:, 0]
            self._heard.append(np.repeat(samples, RATE // frame.sample_rate))

    async def _invite(self, number: str) -> None:
        peer = self._speaks()
        await peer.setLocalDescription(await peer.createOffer())
        target = f"sip:{number}@asterisk"
        answer = await self._asks("INVITE", target, {"Content-Type": "application/sdp"}, peer.localDescription.sdp)
        assert answer.status == 200, answer.start
        self.remote_sdp = answer.body
        await peer.setRemoteDescription(RTCSessionDescription(answer.body, "answer"))
        contact = re.search(r"<([^>]+)>", answer["Contact"])
        assert contact
        self._dialog = {name: answer[name] for name in ("From", "To", "Call-ID")} | {"target": contact[1]}
        cseq = answer["CSeq"].split()[0]
        await self._sends(self._request("ACK", contact[1], self._dialog, cseq))

    async def _accept(self, invite: Message) -> None:
        peer = self._speaks()
        self.remote_sdp = invite.body
        await peer.setRemoteDescription(RTCSessionDescription(invite.body, "offer"))
        await peer.setLocalDescription(await peer.createAnswer())
        to = f"{invite['To']};tag={secrets.token_hex(4)}"
        contact = re.search(r"<([^>]+)>", invite["Contact"])
        assert contact
        self._dialog = {"From": to, "To": invite["From"], "Call-ID": invite["Call-ID"], "target": contact[1]}
        answer = self._answer(invite, "200 OK", to, peer.localDescription.sdp)
        await self._sends(answer)

    async def _tells(self, key: str) -> None:
        kind = {"Content-Type": "application/dtmf-relay"}
        answer = await self._asks("INFO", self._dialog["target"], kind, f"Signal={key}\r\nDuration=160", self._dialog)
        assert answer.status == 200, answer.start

    async def _bye(self) -> None:
        answer = await self._asks("BYE", self._dialog["target"], {}, dialog=self._dialog)
        assert answer.status == 200, answer.start

    async def _asks(
        self, method: str, uri: str, headers: dict[str, str], body: str = "", dialog: dict[str, str] | None = None
    ) -> Message:
        """The final answer, given our account's password where it is wanted."""
        me = f"<sip:{self.username}@asterisk>"
        to = me if method == "REGISTER" else f"<{uri}>"
        dialog = dialog or {"From": f"{me};tag={secrets.token_hex(4)}", "To": to, "Call-ID": secrets.token_hex(8)}
        while True:
            self._cseq += 1
            request = self._request(method, uri, dialog, str(self._cseq), headers, body)
            await self._sends(request)
            answer: Message = await self._until(lambda: self._final(f"{self._cseq} {method}"))
            if method == "INVITE" and answer.status >= 300:
                acked = self._request("ACK", uri, {**dialog, "To": answer["To"]}, str(self._cseq))
                acked.headers[0] = request.headers[0]
                await self._sends(acked)
            if answer.status != 401 or "Authorization" in headers:
                return answer
            headers = {**headers, "Authorization": self._credentials(answer["WWW-Authenticate"], method, uri)}

    def _final(self, cseq: str) -> Message | None:
        found = [one for one in self._answers if one["CSeq"] == cseq and one.status >= 200]
        return found[0] if found else None

    def _credentials(self, challenge: str, method: str, uri: str) -> str:
        given = dict(re.findall(r'(\w+)="([^"]*)"', challenge))
        cnonce, count = secrets.token_hex(8), "00000001"

        def md5(text: str) -> str:
            return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()

        account = md5(f"{self.username}:{given['realm']}:{self.secret}")
        response = md5(f"{account}:{given['nonce']}:{count}:{cnonce}:auth:{md5(f'{method}:{uri}')}")
        said = {**given, "username": self.username, "uri": uri, "response": response, "cnonce": cnonce}
        said.pop("qop", None)
        return "Digest " + ", ".join(f'{key}="{value}"' for key, value in said.items()) + f", qop=auth, nc={count}"

    def _request(
        self,
        method: str,
        uri: str,
        dialog: dict[str, str],
        cseq: str,
        headers: dict[str, str] | None = None,
        body: str = "",
    ) -> Message:
        fixed = [
            ("Via", f"SIP/2.0/WSS {self._host};branch=z9hG4bK{secrets.token_hex(8)}"),
            *((name, dialog[name]) for name in ("From", "To", "Call-ID")),
            ("CSeq", f"{cseq} {method}"),
            ("Max-Forwards", "70"),
            ("Contact", f"<sip:{self.username}@{self._host};transport=ws>"),
        ]
        return Message(f"{method} {uri} SIP/2.0", [*fixed, *(headers or {}).items()], body)

    def _answer(self, request: Message, status: str, to: str, body: str = "") -> Message:
        headers = [*request.every("Via"), *request.every("From"), ("To", to)]
        headers += [*request.every("Call-ID"), *request.every("CSeq")]
        headers.append(("Contact", f"<sip:{self.username}@{self._host};transport=ws>"))
        if body:
            headers.append(("Content-Type", "application/sdp"))
        return Message(f"SIP/2.0 {status}", headers, body)

    async def _sends(self, message: Message) -> None:
        await self._socket.send(message.text())

    async def _reads(self) -> None:
        async for frame in self._socket:
            text = frame if isinstance(frame, str) else frame.decode()
            if not text.strip():
                continue  # Asterisk keeps the connection alive by an empty line (RFC 5626, 3.5.1)
            message = Message.parsed(text)
            self._came.set()
            method = message.start.split()[0]
            if message.status:
                self._answers.append(message)
            elif method == "INVITE":
                self._invites.append(message)
                await self._sends(self._answer(message, "180 Ringing", message["To"]))
            elif method != "ACK":
                await self._sends(self._answer(message, "200 OK", message["To"]))
                if method == "BYE":
                    self._ended.set()

    async def _until(self, check: Any) -> Any:
        async with asyncio.timeout(PATIENCE):
            while not (found := check()):
                if self._reader.done():
                    self._reader.result()
                    raise ConnectionError("the WebSocket was closed")
                self._came.clear()
                await self._came.wait()
        return found
