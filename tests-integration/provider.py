# SPDX-License-Identifier: GPL-3.0-or-later
"""A provider of telephony on the phones' network: sipp in one of the phones' containers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from offices import let_in
from xivo_testkit.fleet import Fleet, eventually

HEARD = "/tmp/provider-heard.log"
SAID = "/tmp/provider-said.log"
SCENARIO = "/tmp/provider-calls.xml"
ULAW, ALAW, G722, G729 = 0, 8, 9, 18
"""Payload types (RFC 3551)."""
STOP = """
import os, pathlib, signal
for process in pathlib.Path("/proc").glob("[0-9]*"):
    try:
        if (process / "comm").read_text().strip() == "sipp":
            os.kill(int(process.name), signal.SIGKILL)
    except OSError:
        pass
"""
CALLS = """<?xml version="1.0" encoding="UTF-8" ?>
<scenario name="a call from outside">
  <send retrans="500"><![CDATA[
      INVITE sip:[service]@[remote_ip]:[remote_port] SIP/2.0
      Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
      From: "[caller]" <sip:[caller]@[local_ip]:[local_port]>;tag=[call_number]
      To: <sip:[service]@[remote_ip]:[remote_port]>
      Call-ID: [call_id]
      CSeq: 1 INVITE
      Contact: <sip:[caller]@[local_ip]:[local_port]>
      Max-Forwards: 70
      Content-Type: application/sdp
      Content-Length: [len]

      v=0
      o=provider 1 1 IN IP4 [local_ip]
      s=-
      c=IN IP4 [media_ip]
      t=0 0
      m=audio [media_port] RTP/AVP [formats]
  ]]></send>
  <recv response="100" optional="true"/>
  <recv response="180" optional="true"/>
  <recv response="183" optional="true"/>
  <recv response="404" optional="true" next="refused"/>
  <recv response="486" optional="true" next="refused"/>
  <recv response="503" optional="true" next="refused"/>
  <recv response="200" timeout="20000"/>
  <send><![CDATA[
      ACK sip:[service]@[remote_ip]:[remote_port] SIP/2.0
      Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
      From: "[caller]" <sip:[caller]@[local_ip]:[local_port]>;tag=[call_number]
      To: <sip:[service]@[remote_ip]:[remote_port]>[peer_tag_param]
      Call-ID: [call_id]
      CSeq: 1 ACK
      Max-Forwards: 70
      Content-Length: 0
  ]]></send>
  <recv request="BYE" timeout="20000"/>
  <send><![CDATA[
      SIP/2.0 200 OK
      [last_Via:]
      [last_From:]
      [last_To:]
      [last_Call-ID:]
      [last_CSeq:]
      Content-Length: 0
  ]]></send>
  <label id="end"/>
  <nop next="last"/>
  <label id="refused"/>
  <send><![CDATA[
      ACK sip:[service]@[remote_ip]:[remote_port] SIP/2.0
      Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
      From: "[caller]" <sip:[caller]@[local_ip]:[local_port]>;tag=[call_number]
      To: <sip:[service]@[remote_ip]:[remote_port]>[peer_tag_param]
      Call-ID: [call_id]
      CSeq: 1 ACK
      Max-Forwards: 70
      Content-Length: 0
  ]]></send>
  <label id="last"/>
  <nop/>
</scenario>
"""


@dataclass(frozen=True)
class Invite:
    """What the provider is asked: the number, and who calls."""

    number: str
    caller_name: str
    caller_number: str


@dataclass
class Provider:
    """Known by its address, as a trunk of type ``peer``; ``calls`` from outside, ``hears`` what goes out."""

    fleet: Fleet
    box: str = "phone-d"
    port: int = 5070
    source: int = 5071

    @property
    def address(self) -> str:
        return self.fleet.address(self.box, "phones")

    def calls(self, number: str, caller: str) -> None:
        """Call a number and go on: the call ends when the system hangs up."""
        self._start(*self._call(number, caller))

    def is_told(self, number: str, caller: str) -> int:
        """Call a number until it is over; the status of the final answer."""
        self.fleet.exec(self.box, "rm", "-f", SAID)
        self.fleet.exec(self.box, *self._call(number, caller), "-trace_msg", "-message_file", SAID, check=False)
        said = self.fleet.exec(self.box, "cat", SAID)
        return max(int(status) for status in re.findall(r"^SIP/2.0 (\d{3})", said, re.MULTILINE))

    def is_answered(self, number: str, offered: tuple[int, ...]) -> list[int]:
        """Call a number that answers, and hang up; which of the static payload types offered it takes, in its order."""
        self.fleet.exec(self.box, "rm", "-f", SAID)
        self._start(*self._call(number, "0123456789", offered), "-trace_msg", "-message_file", SAID)

        def answer() -> str:
            said = self.fleet.exec(self.box, "cat", SAID, check=False)
            after = said.partition("SIP/2.0 200 OK")[2]
            return next(iter(re.findall(r"^m=audio \d+ RTP/AVP ([\d ]+?)\s*$", after, re.MULTILINE)), "")

        taken = eventually(answer, what="an answer")
        self.fleet.asterisk("channel request hangup all")
        return [int(payload_type) for payload_type in taken.split()]

    def lets_its_session_expire(self, number: str, caller: str, seconds: int) -> str:
        """Call, promise to refresh the session in time (RFC 4028), do nothing; what was said until it was over."""
        promise = f"Supported: timer\n      Session-Expires: {seconds};refresher=uac\n      Max-Forwards: 70"
        scenario = CALLS.replace("Max-Forwards: 70", promise, 1).replace(
            '"BYE" timeout="20000"', f'"BYE" timeout="{1000 * (seconds + 20)}"'
        )
        self.fleet.exec(self.box, "rm", "-f", SAID)
        command = [*self._call(number, caller, scenario=scenario), "-trace_msg", "-message_file", SAID]
        self.fleet.exec(self.box, *command, check=False)
        return self.fleet.exec(self.box, "cat", SAID)

    def _call(self, number: str, caller: str, offered: tuple[int, ...] = (ALAW,), scenario: str = CALLS) -> list[str]:
        self._write(SCENARIO, scenario)
        target = self.fleet.address("asterisk", "phones")
        formats = " ".join(map(str, offered))
        who = ["-s", number, "-key", "caller", caller, "-key", "formats", formats]
        who += ["-i", self.address, "-p", str(self.source)]
        return ["sipp", "-sf", SCENARIO, *who, "-m", "1", "-nostdin", f"{target}:5060"]

    def answers(self) -> None:
        """From now on every call that comes is answered; what came before is forgotten."""
        self.stops()
        let_in(self.fleet, self.box)
        self.fleet.exec(self.box, "rm", "-f", HEARD)
        options = ["-sn", "uas", "-i", self.address, "-p", str(self.port), "-nostdin"]
        self._start("sipp", *options, "-trace_msg", "-message_file", HEARD)
        eventually(self._listens, what="the provider listens")

    def stops(self) -> None:
        self.fleet.exec(self.box, "python3", "-c", STOP)

    def invites(self) -> list[Invite]:
        """The calls that came, without repetitions."""
        heard = self.fleet.exec(self.box, "cat", HEARD, check=False)
        found = {}
        for message in re.split(r"^-{20,}.*$", heard, flags=re.MULTILINE):
            request = re.search(r"^INVITE sips?:([^@;\s]*)@", message, re.MULTILINE)
            sender = re.search(r'^From:\s*(?:"([^"]*)"\s*)?<sips?:([^@>]*)@', message, re.MULTILINE | re.IGNORECASE)
            call_id = re.search(r"^Call-ID:\s*(\S+)", message, re.MULTILINE | re.IGNORECASE)
            if request and sender and call_id:
                found[call_id[1]] = Invite(request[1], sender[1] or "", sender[2])
        return list(found.values())

    def hears(self) -> Invite:
        return eventually(self.invites, what="a call at the provider")[-1]

    def _listens(self) -> bool:
        return f":{self.port} " in self.fleet.exec(self.box, "ss", "-lnu")

    def _write(self, path: str, text: str) -> None:
        program = "import sys; open(sys.argv[1], 'w').write(sys.argv[2])"
        self.fleet.exec(self.box, "python3", "-c", program, path, text)

    def _start(self, *command: str) -> None:
        self.fleet.docker("exec", "-d", self.fleet.container(self.box), *command)


def peer(name: str, host: str, port: int, qualify: int = 0) -> dict[str, Any]:
    """The provider's form of the manual, without an account: this one knows us by our address."""
    where = {"type": "peer", "host": host, "port": port, "qualify_frequency": qualify}
    endpoint = {"protocol": "sip", "username": name, "codecs": ["alaw", "ulaw"], **where}
    return {"name": name, "context": "from-extern", "endpoint": endpoint}
