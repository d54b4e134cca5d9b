# SPDX-License-Identifier: GPL-3.0-or-later
"""Another office's Asterisk on the phones' network, which speaks IAX with this system."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import Self

from offices import has_no_past
from xivo_testkit.fleet import Fleet, eventually

TONE_HZ = 1004  # Milliwatt()
FOLDER = "/tmp/branch"
MODULES = (
    "pbx_config",
    "chan_iax2",
    "app_dial",
    "app_echo",
    "app_milliwatt",
    "app_playback",
    "bridge_simple",
    "bridge_native_rtp",
    "bridge_softmix",
    "bridge_builtin_features",
    "codec_alaw",
    "codec_ulaw",
    "codec_resample",
    "format_wav",
    "format_pcm",
    "res_timing_timerfd",
    "func_callerid",
    "res_clioriginate",
    "res_crypto",
)


@dataclass
class Branch:
    """It registers here with ``account`` and ``secret``, or waits for us, and answers every number with a tone."""

    fleet: Fleet
    account: str
    secret: str
    registers: bool = True

    @property
    def container(self) -> str:
        return f"{self.fleet.project}-branch"

    def __enter__(self) -> Self:
        write = "\n".join(f"printf %s {shlex.quote(text)} >{FOLDER}/{name}" for name, text in self._files().items())
        script = f"mkdir -p {FOLDER}/run {FOLDER}/lib\n{write}\nexec asterisk -f -C {FOLDER}/asterisk.conf"
        network = f"{self.fleet.project}_phones"
        where = ["--name", self.container, "--network", network, "--init", "--memory", "256m"]
        self.fleet.docker("rm", "-f", self.container, check=False)
        self.fleet.docker("run", "-d", *where, "--entrypoint", "sh", self.fleet.image("asterisk"), "-c", script)
        has_no_past(self.fleet, self.address)
        if self.registers:
            eventually(lambda: "Registered" in self.asterisk("iax2 show registry"), what="the branch is registered")
            eventually(self._is_reached, what="the branch is reached")
        else:
            eventually(lambda: self.account in self.asterisk("iax2 show peers"), what="the branch has started")
        return self

    @property
    def address(self) -> str:
        network = f'{{{{(index .NetworkSettings.Networks "{self.fleet.project}_phones").IPAddress}}}}'
        return self.fleet.docker("inspect", "-f", network, self.container).strip()

    def registered_host(self) -> str:
        """Where we said to it that we are."""
        lines = self.asterisk("iax2 show peers").splitlines()
        return next(line.split()[1] for line in lines if line.startswith(self.account))

    def _is_reached(self) -> bool:
        peers = self.fleet.asterisk("iax2 show peers").splitlines()
        return any(line.startswith(self.account) and " OK " in line for line in peers)

    def __exit__(self, *_: object) -> None:
        self.fleet.docker("rm", "-f", self.container, check=False)

    def asterisk(self, command: str) -> str:
        return self.fleet.docker("exec", self.container, "asterisk", "-C", f"{FOLDER}/asterisk.conf", "-rx", command)

    def calls(self, number: str, host: str = "") -> None:
        """Say the tone to who answers that number of this system."""
        here = host or self.fleet.address("asterisk", "phones")
        channel = f"IAX2/{self.account}:{self.secret}@{here}/{number}"
        self.asterisk(f"channel originate {channel} application Milliwatt")

    def _files(self) -> dict[str, str]:
        here = self.fleet.address("asterisk", "phones")
        folders = {"astetcdir": FOLDER, "astrundir": f"{FOLDER}/run", "astdbdir": f"{FOLDER}/lib"}
        account = ["type = friend", f"secret = {self.secret}", "auth = md5", "host = dynamic", "context = from-office"]
        return {
            "asterisk.conf": "\n".join(["[directories]", *(f"{name} => {path}" for name, path in folders.items()), ""]),
            "modules.conf": "\n".join(["[modules]", "autoload = no", *(f"load = {name}.so" for name in MODULES), ""]),
            "logger.conf": "[general]\n[logfiles]\nconsole = notice,warning,error\n",
            "extensions.conf": "[from-office]\nexten => _X.,1,Answer()\n same => n,Milliwatt()\n",
            "iax.conf": "\n".join(
                [
                    "[general]",
                    "disallow = all",
                    "allow = alaw",
                    *([f"register => {self.account}:{self.secret}@{here}"] if self.registers else []),
                    f"[{self.account}]",
                    *account,
                    "",
                ]
            ),
        }
