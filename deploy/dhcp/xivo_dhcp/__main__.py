# SPDX-License-Identifier: GPL-3.0-or-later
"""``run`` (the container), ``update`` (the command xivo-update-config), ``fetch`` (dhcpd-update), ``healthy``."""

import fcntl
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from . import fetch, server, variables
from .files import Folders

PID = Path("/run/xivo-dhcp.pid")
FETCHING = Path("/run/xivo-dhcp.fetching")
LOOK_SECONDS = 0.5
AGAIN_SECONDS = 5.0


def run() -> int:
    """Until SIGTERM. SIGHUP restarts dhcpd; what sysconfd applies is taken up by itself."""
    wake, ended, restart = threading.Event(), threading.Event(), threading.Event()

    def end(*_: object) -> None:
        ended.set()
        wake.set()

    def again(*_: object) -> None:
        restart.set()
        wake.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGHUP, again)
    PID.write_text(str(os.getpid()))
    os.umask(0o007)
    dhcpd = server.Server(Folders(), os.environ)
    seen, tried, fetched_at = -1, 0.0, server.mtime(server.WANTED)
    fetching: subprocess.Popen[bytes] | None = None
    while not ended.is_set():
        now = server.mtime(server.APPLIED)
        if now != seen or restart.is_set() or (dhcpd.troubled and time.monotonic() - tried > AGAIN_SECONDS):
            wanted = restart.is_set()
            restart.clear()
            seen, tried = now, time.monotonic()
            dhcpd.apply(restart=wanted)
        if (fetching is None or fetching.poll() is not None) and fetched_at != server.mtime(server.WANTED):
            # in a process of its own: a slow server keeps nobody's lease. What is wanted meanwhile comes after it
            fetched_at = server.mtime(server.WANTED)
            fetching = subprocess.Popen([sys.executable, "-m", "xivo_dhcp", "fetch"])
        dhcpd.look()
        wake.wait(LOOK_SECONDS)
        wake.clear()
    dhcpd.stop()
    return 0


def update(*, unchanged_too: bool = True) -> int:
    """The files are made and checked here, so that what is wrong is said here; then the server restarts on them:
    ``unchanged_too`` because files that an administrator wrote are none of those that are made.
    """
    try:
        given = server.applied()
        if given.get("XIVO_DHCP_ACTIVE") != "1":
            print("the DHCP server is not active: nothing to do")
            return 0
        interfaces, changed = server.update(Folders(), given, os.environ)
    except server.FAULTS as error:
        print(f"nothing was changed: {error}", file=sys.stderr)
        return 1
    if not changed and not unchanged_too:
        print("configuration of the DHCP server unchanged")
        return 0
    os.kill(int(PID.read_text()), signal.SIGHUP)
    print(
        f"configuration of the DHCP server {'changed' if changed else 'unchanged'}, restarted on {' '.join(interfaces)}"
    )
    return 0


def fetch_vendors() -> int:
    """What vendors' telephones need comes from the update server; the server restarts on it if it is new."""
    with FETCHING.open("w") as one_at_a_time:
        fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
        try:
            settings = fetch.read_settings(fetch.SETTINGS)
            given = server.applied()
            if settings.server and given.get("XIVO_DHCP_ACTIVE") == "1":
                known = variables.complete(given, os.environ, variables.interfaces())
                names = fetch.fetch(settings, Folders(), known)
                print(f"fetched from {settings.server}: {' '.join(names)}", flush=True)
        except (fetch.NotFetched, *server.FAULTS) as error:
            print(f"nothing was changed: {error}", file=sys.stderr, flush=True)
            server.note_update(str(error))
            return 1
        server.note_update("")
        return update(unchanged_too=False)


def main() -> int:
    command = sys.argv[1] if len(sys.argv) > 1 else "run"
    if command == "healthy":
        return 0 if server.healthy() else 1
    return {"run": run, "update": update, "fetch": fetch_vendors}[command]()


sys.exit(main())
