# SPDX-License-Identifier: GPL-3.0-or-later
"""Several small files in one answer: a JSON object of names and contents."""

import json
import re
from collections.abc import Callable

from xivo_asterisk.conf_parser import Finding

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*\.conf")


def unbundled(text: str) -> dict[str, str]:
    """Contents by name; what is no bundle, or no name of a file here, is not in it."""
    try:
        files = json.loads(text)
    except ValueError:
        return {}
    if not isinstance(files, dict):
        return {}
    return {name: content for name, content in files.items() if _NAME.fullmatch(name) and isinstance(content, str)}


def check_bundle(text: str, check: Callable[[str], list[Finding]]) -> list[Finding]:
    """Findings of all files in the bundle, each with the file's name."""
    try:
        files = json.loads(text)
    except ValueError as error:
        return [Finding(0, f"no JSON: {error}")]
    if not isinstance(files, dict):
        return [Finding(0, "no object of files")]
    known = unbundled(text)
    findings = [Finding(0, f"bad file {name[:80]!r}") for name in files if name not in known]
    for name, content in known.items():
        findings.extend(Finding(0, f"{name} {finding}") for finding in check(content))
    return findings
