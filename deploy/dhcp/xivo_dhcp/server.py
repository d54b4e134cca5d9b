# SPDX-License-Identifier: GPL-3.0-or-later
"""dhcpd, running while it is active and its files are good, started again when it ends."""

import json
import subprocess
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from . import files, variables
from .files import Folders
from .variables import NotConfigured, Variables

APPLIED = Path("/var/lib/xivo-dhcp/common.conf")
REPORT = Path("/var/lib/xivo-dhcp/report.json")
WANTED = Path("/var/lib/xivo-dhcp/update-wanted")
UPDATED = Path("/var/lib/xivo-dhcp/update.json")
LEASES = Path("/var/lib/dhcp/dhcpd.leases")
LONGEST_PAUSE_SECONDS = 30.0
FAULTS = (NotConfigured, OSError, KeyError, ValueError, subprocess.SubprocessError)
"""Of templates, of what administrators wrote, and of the programs that look at it."""


def say(text: str) -> None:
    print(text, flush=True)


def applied() -> Variables:
    """What sysconfd applied last. Raises NotConfigured."""
    try:
        return variables.parse(APPLIED.read_text())
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise NotConfigured(f"{APPLIED}: {error}") from error


def update(folders: Folders, given: Variables, environment: Mapping[str, str]) -> tuple[list[str], bool]:
    """Make the files of dhcpd. The interfaces that it is to listen on, and whether a file changed.

    Raises NotConfigured, and the files stay as they were.
    """
    known = variables.complete(given, environment, variables.interfaces())
    new = files.render(folders, known)
    findings = files.check(folders, new)
    if findings:
        raise NotConfigured("; ".join(findings))
    changed = files.write(folders, new)
    return [known["XIVO_VOIP_IFACE"], *known.get("XIVO_DHCP_EXTRA_IFACES", "").split()], changed


class Server:
    """The process; bad files leave it as it is, running on what it read."""

    def __init__(self, folders: Folders, environment: Mapping[str, str]) -> None:
        self._folders = folders
        self._environment = environment
        self._process: subprocess.Popen[bytes] | None = None
        self._interfaces: list[str] = []
        self._findings: list[str] = []
        self._active = False
        self._applied_at = ""
        self._pause = 1.0
        self._not_before = 0.0

    def apply(self, *, restart: bool) -> None:
        """Take up what was applied and what is in the templates now; ``restart`` even if no file changed."""
        try:
            given = applied()
            self._active = given.get("XIVO_DHCP_ACTIVE") == "1"
            if self._active:
                before = self._interfaces
                self._interfaces, changed = update(self._folders, given, self._environment)
                if restart or changed or before != self._interfaces:
                    self.stop()
            else:
                self.stop()
            self._findings = []
        except FAULTS as error:
            self._findings = [str(error) or type(error).__name__]
            say(f"error: the DHCP server goes on as it was: {self._findings[0]}")
        self._pause, self._not_before = 1.0, 0.0
        self._applied_at = datetime.now(UTC).isoformat()

    @property
    def troubled(self) -> bool:
        return bool(self._findings)

    def look(self) -> None:
        """Start what should run and does not."""
        if self._process is not None and self._process.poll() is not None:
            say(f"error: dhcpd ended with {self._process.returncode}")
            self._process = None
            self._not_before = time.monotonic() + self._pause
            self._pause = min(self._pause * 2, LONGEST_PAUSE_SECONDS)
        if self._active and self._process is None and self._interfaces and time.monotonic() >= self._not_before:
            LEASES.touch()
            command = ["dhcpd", "-4", "-f", "-d", "--no-pid", "-cf", str(self._folders.target / files.MAIN)]
            self._process = subprocess.Popen(
                [*command, "-lf", str(LEASES), *self._interfaces], stderr=subprocess.STDOUT
            )
        self._report()

    def stop(self) -> None:
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(3)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def _report(self) -> None:
        report = {
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "applied_at": self._applied_at,
            "active": self._active,
            "running": self._process is not None and self._process.poll() is None,
            "interfaces": self._interfaces if self._active else [],
            "findings": self._findings,
            "update": last_update(),
        }
        new = REPORT.with_suffix(".new")
        new.write_text(json.dumps(report))
        new.replace(REPORT)


def note_update(fault: str) -> None:
    """How the last dhcpd-update ended: the fault, or none."""
    new = UPDATED.with_suffix(".new")
    new.write_text(json.dumps({"at": datetime.now(UTC).isoformat(timespec="seconds"), "fault": fault}))
    new.replace(UPDATED)


def last_update() -> object:
    try:
        return json.loads(UPDATED.read_text())
    except (OSError, ValueError):
        return None


def healthy() -> bool:
    """Whether the report is fresh, and dhcpd runs if it is to."""
    try:
        report = json.loads(REPORT.read_text())
        age = datetime.now(UTC) - datetime.fromisoformat(report["at"])
    except (OSError, ValueError, KeyError) as error:
        print(error, file=sys.stderr)
        return False
    return age.total_seconds() < LONGEST_PAUSE_SECONDS and (report["running"] or not report["active"])


def mtime(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0
