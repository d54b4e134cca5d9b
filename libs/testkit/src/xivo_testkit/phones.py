# SPDX-License-Identifier: GPL-3.0-or-later
"""Desk phones for scenarios: ``alice.calls("1002"); bob.answers(); assert bob.heard(alice)``.

Each is a container with its own address (image ``xivo/phone``) that boots the way the vendor's hardware
does and then speaks SIP and RTP through baresip.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

from .fleet import PATIENCE, eventually
from .sound import since, tone_share

Json = dict[str, Any]

FIRST_KEY_AFTER_SECONDS = 1.0


@dataclass(frozen=True)
class Hardware:
    """What a model tells of itself: vendor, User-Agent, the files it asks for, in order."""

    vendor: str
    mac: str
    user_agent: str
    files: tuple[str, ...]


def yealink_t46g(mac: str) -> Hardware:
    """Yealink auto provisioning guide: the model's common file, then the phone's own."""
    bare = mac.replace(":", "").lower()
    return Hardware("yealink", mac, f"Yealink SIP-T46G 28.80.0.125 {mac.lower()}", ("y000000000028.cfg", f"{bare}.cfg"))


def snom_720(mac: str) -> Hardware:
    """Snom's mass deployment manual: the model's file, then the model's file of this MAC."""
    bare = mac.replace(":", "").upper()
    return Hardware(
        "snom",
        mac,
        f"Mozilla/4.0 (compatible; snom720-SIP 8.7.5.17 SPEAr300 SNOM 1.4 {bare})",
        ("snom720.htm", f"snom720-{bare}.htm"),
    )


@dataclass
class SimulatedPhone:
    """One phone on the network; methods are what a person or the hardware does."""

    address: str
    hardware: Hardware
    provd: str
    tone_hz: int
    provisioning_key: str = ""
    http: httpx.Client = field(init=False)
    _seen: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        self.http = httpx.Client(base_url=f"http://{self.address}:8080", timeout=PATIENCE)

    def boots(self, protocol: str = "http", **options: Any) -> Json:
        """Switch the phone on: fetch the files, register with what they say."""
        body = {
            "vendor": self.hardware.vendor,
            "user_agent": self.hardware.user_agent,
            "files": self.hardware.files,
            "provd": self.provd,
            "key": self.provisioning_key,
            "protocol": protocol,
            "tone_hz": self.tone_hz,
            **options,
        }
        state: Json = self._json(self.http.post("/boot", json=body))
        return state

    def calls(self, number: str) -> None:
        self._mark()
        self._command("dial", number)

    def answers(self) -> None:
        self._command("accept")

    def hangs_up(self) -> None:
        self._command("hangup")

    def types(self, digits: str) -> None:
        """The keys of the telephone during a call (RFC 4733), as a person presses them: not as it begins.

        Whose voice has only just begun may have his first keys lost, as Asterisk learns where it comes from.
        """
        lasts = time.time() - self.latest("CALL_ESTABLISHED")["at"]
        time.sleep(max(0.0, FIRST_KEY_AFTER_SECONDS - lasts))
        self._command("sndcode", digits)

    def holds(self) -> None:
        self._command("hold")

    def resumes(self) -> None:
        self._command("resume")

    def transfers(self, number: str, headers: str = "") -> None:
        """By REFER, to a number of the system that it is registered with; ``headers`` are those of the URI."""
        self._command("transfer", f"sip:{number}@{self.state()['account']['registrar']}{headers}")

    def rejects(self) -> None:
        """486 Busy Here to the call that rings."""
        self._command("hangup")

    def rings(self, timeout: float = PATIENCE) -> Json:
        """The incoming call: ``peeruri`` and ``peerdisplayname`` are what the display shows."""
        return self.sees("CALL_INCOMING", timeout)

    def talks(self, timeout: float = PATIENCE) -> Json:
        return self.sees("CALL_ESTABLISHED", timeout)

    def ends(self, timeout: float = PATIENCE) -> Json:
        return self.sees("CALL_CLOSED", timeout)

    def registers(self, timeout: float = PATIENCE) -> Json:
        return self.sees("REGISTERED", timeout)

    def sees(self, kind: str, timeout: float = PATIENCE) -> Json:
        """Wait for the next event of a kind; each event is seen once."""
        deadline = time.monotonic() + timeout
        while True:
            events = self.state()["events"]
            for index in range(self._seen, len(events)):
                if events[index]["type"] == kind:
                    self._seen = index + 1
                    found: Json = events[index]
                    return found
            if time.monotonic() > deadline:
                tail = [(event["type"], event.get("param")) for event in events[-8:]]
                raise AssertionError(f"{self.hardware.mac} did not see {kind} in {timeout} s; last: {tail}")
            time.sleep(0.05)

    def hears(self, hz: int) -> None:
        """Wait until half a second of what arrives from now on is mostly this tone."""
        eventually(self.listens(hz), every=0.1, what=f"{hz} Hz at {self.hardware.mac}")

    def listens(self, hz: int) -> Callable[[], bool]:
        """Whether half a second of what has arrived since this was called is mostly this tone."""
        before = {name: len(self._recorded(name)) for name in self._recordings()[-1:]}

        def prevails() -> bool:
            name = self._recordings()[-1]
            return tone_share(since(self._recorded(name), before.get(name, 0), seconds=0.5), hz) > 0.5

        return prevails

    def heard(self, other: SimulatedPhone, share: float = 0.5) -> bool:
        """Whether what arrived in the last call that ended is mostly the other's tone."""
        return self.share_heard(other.tone_hz) >= share

    def share_heard(self, hz: int) -> float:
        return tone_share(self.recording(), hz) if self._recordings() else 0.0

    def recording(self) -> bytes:
        """What arrived in the last call, as WAV."""
        return self._recorded(self._recordings()[-1])

    def _recorded(self, name: str) -> bytes:
        return self.http.get(f"/recordings/{name}").content

    def _recordings(self) -> list[str]:
        return [name for name in self._json(self.http.get("/recordings")) if name.endswith("-dec.wav")]

    def forgets(self) -> None:
        """Start the next scenario from here: earlier events no longer count."""
        self._mark()

    def unseen(self, kind: str) -> list[Json]:
        """Events of a kind that happened since the last one seen; they stay unseen."""
        return [event for event in self.state()["events"][self._seen :] if event["type"] == kind]

    def latest(self, kind: str) -> Json:
        """The last event of a kind, seen or not; LookupError if there was none."""
        found: Json = [event for event in self.state()["events"] if event["type"] == kind][-1]
        return found

    def state(self) -> Json:
        state: Json = self._json(self.http.get("/state"))
        return state

    def _mark(self) -> None:
        self._seen = len(self.state()["events"])

    def _command(self, name: str, params: str = "") -> Json:
        answer: Json = self._json(self.http.post("/command", json={"command": name, "params": params}))
        if not answer.get("ok"):
            raise AssertionError(f"baresip refused {name} {params}: {answer.get('data')}")
        return answer

    @staticmethod
    def _json(response: httpx.Response) -> Any:
        response.raise_for_status()
        return response.json()


def hear_each_other(one: SimulatedPhone, other: SimulatedPhone) -> None:
    """Wait until each hears the other's tone."""
    both = one.listens(other.tone_hz), other.listens(one.tone_hz)
    eventually(lambda: all(hears() for hears in both), every=0.1, what=f"{one.tone_hz} and {other.tone_hz} Hz")
