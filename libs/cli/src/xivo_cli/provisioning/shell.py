# SPDX-License-Identifier: GPL-3.0-or-later
"""The shell: Python with provd's objects as names, completion of attributes and of keys."""

from __future__ import annotations

import code
import contextlib
import re
import readline
import rlcompleter
import sys
from pathlib import Path
from pprint import pformat
from types import CodeType
from typing import Any

import httpx
from xivo_clients.provd import OperationFailed

PROMPT = "xivo-provd-cli> "
BANNER = """devices, configs, plugins, parameters, helpers; Tab completes.
devices.using_mac("00085D2EECFB").synchronize(), plugins.installed().keys(), help(devices)"""

_KEY = re.compile(r"""^(?P<before>.*?\b(?P<name>\w+)\[)(?P<quote>['"])(?P<begun>[^'"]*)$""")


def explanation(error: BaseException) -> str | None:
    """For errors that are no fault of this program."""
    if isinstance(error, httpx.HTTPStatusError):
        with contextlib.suppress(ValueError):
            body = error.response.json()
            return str(body.get("error") if isinstance(body, dict) else body)
        return f"{error.request.url} answers {error.response.status_code}"
    if isinstance(error, httpx.HTTPError):
        return f"no answer: {str(error) or type(error).__name__}"
    if isinstance(error, OperationFailed):
        return f"failed: {error}"
    if isinstance(error, (LookupError, ValueError)):
        return str(error)
    return None


class Shell(code.InteractiveConsole):
    def __init__(self, names: dict[str, Any]) -> None:
        super().__init__({**names, "true": True, "false": False, "null": None}, "<xivo-provd-cli>")
        self.failed = False

    def runcode(self, code: CodeType) -> None:
        """Errors of provd are told in one line."""
        hook, sys.displayhook = sys.displayhook, self._show
        try:
            exec(code, self.locals)  # noqa: S102  that is what a shell does, for who may use provd's API anyway
        except SystemExit:
            raise
        except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001  whatever an expression raises
            self.failed = True
            if text := explanation(error):
                self.write(f"{text}\n")
            else:
                self.showtraceback()
        finally:
            sys.displayhook = hook

    def run_one(self, expression: str) -> bool:
        """For ``-c``: whether it went well. A stray quote at the end, which the manual prints, is overlooked."""
        text = expression.strip()
        for candidate in (text, text.rstrip("'\" ")):
            with contextlib.suppress(SyntaxError):
                self.runcode(compile(candidate, "<-c>", "single"))
                return not self.failed
        self.runsource(text, "<-c>", "exec")
        return False

    def complete(self, text: str, state: int) -> str | None:
        """Attributes as Python's own shell does, and the keys of `plugins['`, `devices['` and so on."""
        found = self.completions(text)
        return found[state] if state < len(found) else None

    def completions(self, text: str) -> list[str]:
        if key := _KEY.match(text):
            owner = self.locals.get(key["name"])
            quote = key["quote"]
            keys = getattr(owner, "keys", list)
            names = [str(name) for name in keys()]
            begun = key["begun"]
            return [f"{key['before']}{quote}{name}{quote}]" for name in names if name.startswith(begun)]
        completer = rlcompleter.Completer(dict(self.locals))
        found: list[str] = []
        while (match := completer.complete(text, len(found))) is not None:
            found.append(match)
        return [name for name in found if "._" not in name]

    def talk(self, history: Path) -> None:
        """Until end of file."""
        readline.set_completer(self.complete)
        readline.set_completer_delims(" \t\n,;()=+{}")
        readline.parse_and_bind("tab: complete")
        with contextlib.suppress(OSError):
            readline.read_history_file(history)
        sys.ps1, sys.ps2 = PROMPT, "... "
        try:
            self.interact(BANNER, "")
        finally:
            with contextlib.suppress(OSError):
                history.parent.mkdir(parents=True, exist_ok=True)
                readline.set_history_length(1000)
                readline.write_history_file(history)

    def _show(self, value: Any) -> None:
        if value is None:
            return
        text = pformat(value) if isinstance(value, (dict, list)) else repr(value)
        sys.stdout.write(f"{text}\n")
