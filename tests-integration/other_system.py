# SPDX-License-Identifier: GPL-3.0-or-later
"""A second system on the phones' network: our Asterisk, with the SIP configuration that confgend writes of a trunk."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, field
from typing import Any, Self

from offices import has_no_past
from xivo_confgend.generators.pjsip import PjsipGenerator
from xivo_confgend.settings import AsteriskSettings
from xivo_confgend.snapshot import Snapshot
from xivo_confgend.testing import company
from xivo_testkit.fleet import Fleet, eventually

TONE_HZ = 1004  # Milliwatt()
NAME, SECRET = "xivo-trunk", "pass"
DIALPLAN = "[from-extern]\nexten => _X.,1,Answer()\n same => n,Milliwatt()\n[xivo-initconfig]\n"
HOST_NAME = "other-system"
SAFE = {"transport": "tls", "encryption": "sdes"}
AUTHORITIES = "/var/lib/asterisk/keys/authorities"
ENVIRONMENT = {
    "AMI_GUARD_SECRET": "none",
    "AMI_SECRET": "none",
    "AMI_USERNAME": "none",
    "RTP_START": "10000",
    "RTP_END": "10099",
}


def endpoint(host: str, **more: Any) -> dict[str, Any]:
    """The manual's form of a SIP trunk, as confd takes it."""
    return {"protocol": "sip", "username": NAME, "type": "friend", "host": host, "codecs": ["gsm"], **more}


def registration(server: str, transport: str = "udp") -> dict[str, Any]:
    return {"remote_server": server, "transport": transport, "username": NAME, "expiration": 60}


@dataclass
class OtherSystem:
    """It answers every number with a tone; ``registers`` says whether it comes to us, or we to it.

    With a ``username`` of ours it is that line's telephone.
    """

    fleet: Fleet
    registers: bool
    secret: str = SECRET
    codecs: tuple[str, ...] = ("gsm",)
    dialplan: str = DIALPLAN
    t38: bool = False
    username: str = NAME
    tls: bool = False
    """Signalling by TLS with a certificate of an authority of its own, voice by SRTP; it trusts ours."""
    address: str = field(init=False, default="")

    @property
    def container(self) -> str:
        return f"{self.fleet.project}-other-system"

    def __enter__(self) -> Self:
        files = {"pjsip.conf": self._pjsip(), "extensions.conf": self.dialplan, "confbridge.conf": "[general]\n"}
        write = "\n".join(f"printf %s {shlex.quote(text)} >/etc/asterisk/{name}" for name, text in files.items())
        for name, text in self._trusted().items():
            write += f"\nmkdir -p {AUTHORITIES}\nprintf %s {shlex.quote(text)} >{AUTHORITIES}/{name}"
        write += f'\nexport CERTIFICATE_NAMES="{HOST_NAME} $(hostname -i)"'
        environment = [word for name, value in ENVIRONMENT.items() for word in ("-e", f"{name}={value}")]
        network = f"{self.fleet.project}_phones"
        where = [
            "--name",
            self.container,
            "--network",
            network,
            "--network-alias",
            HOST_NAME,
            "--init",
            "--memory",
            "256m",
            *environment,
        ]
        start = ["--entrypoint", "bash", self.fleet.image("asterisk"), "-c", f"{write}\nexec entrypoint asterisk -f"]
        self.fleet.docker("rm", "-fv", self.container, check=False)
        self.fleet.docker("run", "-d", *where, *start)
        networks = f'{{{{(index .NetworkSettings.Networks "{network}").IPAddress}}}}'
        self.address = self.fleet.docker("inspect", "-f", networks, self.container).strip()
        has_no_past(self.fleet, self.address)
        eventually(lambda: NAME in self.asterisk("pjsip show endpoints"), what="the other system has started")
        return self

    def __exit__(self, *_: object) -> None:
        self.fleet.docker("rm", "-fv", self.container, check=False)

    def asterisk(self, command: str) -> str:
        return self.fleet.docker("exec", self.container, "asterisk", "-rx", command)

    def calls(self, number: str) -> None:
        """Say the tone to who answers that number of this system."""
        self.asterisk(f"channel originate PJSIP/{number}@{NAME} application Milliwatt")

    def authority(self) -> str:
        """The certificate of who made its own."""
        return self.fleet.docker("exec", self.container, "cat", "/var/lib/asterisk/keys/phones-CA.crt")

    def _trusted(self) -> dict[str, str]:
        path = "/var/lib/asterisk/keys/phones-CA.crt"
        return {"ours.crt": self.fleet.exec("asterisk", "cat", path)} if self.tls else {}

    def _pjsip(self) -> str:
        # a certificate is of a name
        here = "asterisk" if self.tls else self.fleet.address("asterisk", "phones")
        usual = {"port": None, "transport": "udp", "dtmf_mode": "rfc4733", "nat": False, "direct_media": False}
        usual |= {"caller_id": "", "qualify_frequency": 0, "call_limit": 0, "from_user": None, "from_domain": None}
        if self.tls:
            usual |= SAFE | {"nat": not self.registers}  # who registers is reached by the connection that he made
        comes = registration(here, "tls" if self.tls else "udp") | {
            "remote_port": None,
            "auth_username": None,
            "contact_user": None,
        }
        account = {"username": self.username, "from_user": None if self.username == NAME else self.username}
        trunk = {
            "id": 1,
            "name": NAME,
            "enabled": True,
            "context": "from-extern",
            "endpoint": {
                **usual,
                **endpoint(here if self.registers else "dynamic", codecs=list(self.codecs), t38=self.t38),
                **account,
            },
            "secret": self.secret,
            "registration": comes | {"username": self.username} if self.registers else None,
            "registration_secret": None,
        }
        return PjsipGenerator(AsteriskSettings()).generate(Snapshot({**company(0), "trunks": [trunk]}))
