# SPDX-License-Identifier: GPL-3.0-or-later
"""Run benchmarks and print a table; `--record` writes it into benchmarks/README.md."""

from __future__ import annotations

import importlib
import os
import platform
import sys
from pathlib import Path

from figures import Figure

HERE = Path(__file__).parent
ALL = (
    "confgend",
    "call_logs",
    "provd",
    "lists",
    "directories",
    "import",
    "plugins",
    "logins",
    "tokens",
    "users",
    "save",
    "agi",
    "ami",
    "calls",
    "busy_hour",
)
BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"


def main() -> int:
    names = [name for name in sys.argv[1:] if not name.startswith("-")] or [
        name for name in ALL if (HERE / f"bench_{name}.py").exists()
    ]
    figures: list[Figure] = []
    for name in names:
        print(f"== {name}", flush=True)
        measured = importlib.import_module(f"bench_{name}").measure()
        for figure in measured:
            print("  ", figure.row(), flush=True)
        figures += measured
    table = ["| figure | measured | bound | | |", "|---|---|---|---|---|", *(figure.row() for figure in figures)]
    if "--record" in sys.argv:
        record("\n".join(table))
    return 0 if all(figure.kept for figure in figures) else 1


def record(table: str) -> None:
    page = HERE / "README.md"
    text = page.read_text()
    machine = f"Measured on {os.cpu_count()} cores ({platform.machine()}, Linux {platform.release().split('-')[0]})."
    before, after = text.split(BEGIN)[0], text.split(END)[1]
    page.write_text(f"{before}{BEGIN}\n{machine}\n\n{table}\n{END}{after}")


if __name__ == "__main__":
    sys.exit(main())
