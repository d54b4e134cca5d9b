#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The quality cards: what each phone family and daemon promises, whether it is so, and which test shows it.

A card is ``quality.yaml``: ``kind`` and, by promise, ``status`` (done, todo or exempt) with ``shown_by`` (a test, or a
list of tests, as ``path::Class.test``) for what is done and ``reason`` for what is not. A card that is not whole fails.
"""

import ast
import sys
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
CARDS = ("services/*/families/*/quality.yaml", "services/*/quality.yaml")
PROMISES = {
    "phone-family": {
        "boot_http": "the boot sequence replayed over HTTP ends with the line's account",
        "boot_tftp": "the same over TFTP",
        "golden_full": "golden file of a configuration that says everything",
        "golden_empty": "golden file of one that says nothing",
        "format": "files are checked against the vendor's format (XML, keys, lines)",
        "no_injection": "no value can add a setting",
        "user_agent": "identified by User-Agent",
        "file_name": "identified by the files that it asks for",
        "vendor_class": "identified by its DHCP vendor class",
        "lines": "as many SIP lines as the matrix says, and no more",
        "backup_server": "main and backup server",
        "time": "NTP server, time zone and summer time",
        "language": "language and tones of the country",
        "function_keys": "speed dial, supervision with pickup, parking; as many as the matrix says",
        "keys_after_lines": "the user's keys come after the lines' where they share keys",
        "expansion_modules": "keys beyond the phone's own are on its modules",
        "directory": "opens the directory, if the matrix says so",
        "hard_keys": "voicemail, do not disturb and forwards dial the system's extensions",
        "dtmf": "DTMF mode",
        "codecs": "codecs in order",
        "vlan": "VLAN of phone and PC port",
        "syslog": "syslog server and level",
        "passwords": "passwords of the phone's own pages",
        "encryption": "SIP over TLS and SRTP",
        "switchboard": "switchboard mode, if the matrix says so",
        "packages": "firmware and languages in pkgs.db with sizes and sums",
        "resync": "fetches its files again on the vendor's NOTIFY",
        "hardware": "tried with a real phone",
    },
    "daemon": {
        "contract": "its OpenAPI is committed, and generated requests get documented answers and no 5xx",
        "authorization": "every route and every kind of caller",
        "bad_input": "refused with a message, and nothing changes",
        "bounded": "lists, bodies, queues and what one user may store have limits",
        "configuration": "wrong settings are told at the start, without values",
        "database_away": "what happens without PostgreSQL",
        "auth_away": "503 with known tokens going on",
        "broker_away": "works without RabbitMQ, and catches up",
        "neighbours_away": "works without the services that it asks",
        "told_once": "unavailability is logged once, recovery too",
        "ends_in_time": "SIGTERM ends it within seconds",
        "secrets": "no secret in logs, answers or traces",
        "plugins": "a plugin from outside of the tree, by the guide; a broken one is disabled alone",
        "metrics": "what it does and fails to do is counted",
        "migrations": "models and migrations agree",
        "figures": "its promised figures are measured and kept",
        "documented": "guides for administrators and authors of plugins",
    },
}
STATUSES = ("done", "todo", "exempt")


@cache
def tests_in(path: str) -> frozenset[str]:
    """``Class.test`` and ``test`` names of a file, with those that a class inherits from one of its folder."""
    file = ROOT / path
    if not file.is_file():
        return frozenset()
    names: set[str] = set()
    imported: dict[str, str] = {}
    for node in ast.parse(file.read_text("utf-8")).body:
        if isinstance(node, ast.ImportFrom) and node.level == 1:
            imported |= {alias.name: f"{Path(path).parent}/{node.module}.py" for alias in node.names}
        elif isinstance(node, ast.ClassDef):
            names |= {f"{node.name}.{item.name}" for item in node.body if hasattr(item, "name")}
            for base in (base.id for base in node.bases if isinstance(base, ast.Name)):
                inherited = tests_in(imported[base]) if base in imported else names
                tests = (name.partition(".") for name in inherited)
                names |= {f"{node.name}.{test}" for owner, _, test in tests if owner == base}
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            names.add(node.name)
    return frozenset(names)


def faults_of(promise: str, entry: Any) -> list[str]:
    if not isinstance(entry, dict) or entry.get("status") not in STATUSES:
        return [f"{promise}: status must be one of {', '.join(STATUSES)}"]
    if entry["status"] != "done":
        return [] if str(entry.get("reason") or "").strip() else [f"{promise}: {entry['status']} needs a reason"]
    shown_by = entry.get("shown_by") or []
    shown_by = [shown_by] if isinstance(shown_by, str) else shown_by
    if not shown_by:
        return [f"{promise}: done needs shown_by"]
    missing = [test for test in shown_by if test.partition("::")[2] not in tests_in(test.partition("::")[0])]
    return [f"{promise}: there is no test {test}" for test in missing]


def read(file: Path) -> tuple[dict[str, int], list[str]]:
    """How many promises have which status, and what is wrong with the card."""
    card = yaml.safe_load(file.read_text("utf-8")) or {}
    promises = PROMISES.get(card.get("kind"))
    if promises is None:
        return {}, [f"kind must be one of {', '.join(PROMISES)}"]
    entries = card.get("promises") or {}
    faults = [f"{name}: no such promise" for name in entries if name not in promises]
    faults += [f"{name} is missing: {text}" for name, text in promises.items() if name not in entries]
    faults += [fault for name, entry in entries.items() if name in promises for fault in faults_of(name, entry)]
    counts = {
        status: sum(isinstance(entry, dict) and entry.get("status") == status for entry in entries.values())
        for status in STATUSES
    }
    return counts, faults


def uncarded() -> list[Path]:
    families = (path for path in ROOT.glob("services/*/families/*") if path.is_dir())
    return [path for path in families if not (path / "quality.yaml").is_file()]


def main() -> int:
    failed = 0
    for family in uncarded():
        print(f"{family.relative_to(ROOT)}: there is no quality.yaml")
        failed += 1
    totals = dict.fromkeys(STATUSES, 0)
    for file in sorted(path for pattern in CARDS for path in ROOT.glob(pattern)):
        counts, faults = read(file)
        name = file.parent.relative_to(ROOT)
        for fault in faults:
            print(f"{name}: {fault}")
        failed += len(faults)
        print(f"{name!s:<40} " + "  ".join(f"{status} {counts.get(status, 0):>2}" for status in STATUSES))
        for status in STATUSES:
            totals[status] += counts.get(status, 0)
    print(f"{'all':<40} " + "  ".join(f"{status} {totals[status]:>2}" for status in STATUSES))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
