# SPDX-License-Identifier: GPL-3.0-or-later
"""From templates to the files of dhcpd; an administrator's template takes the place of the stock one."""

import os
import re
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from .variables import NotConfigured, Variables

MAIN = "dhcpd.conf"
SUBNET = "dhcpd_subnet.conf"
DXTORA = "dhcpd_dxtora.conf"
CLASSES = "dhcpd_classes.conf"
EXTRA = "dhcpd_extra.conf"
UPDATE = "dhcpd_update"
MOST_FINDINGS = 20
_MARKER = re.compile(r"#([A-Z][A-Z0-9_]*)#")
_MATCH = re.compile(r"^\s*match\s+if\s+([^;]*);", re.MULTILINE)
_EXTRA_TEXT = """\
# Yours, and never written again. Other subnets, a file for each in /etc/dhcp/dhcpd_sites:
# include "/etc/dhcp/dhcpd_sites/dhcpd_siteXXX.conf";
"""


@dataclass(frozen=True)
class Folders:
    stock: Path = Path("/usr/share/xivo-config/templates/dhcp/etc/dhcp")
    custom: Path = Path("/etc/xivo/custom-templates/dhcp/etc/dhcp")
    target: Path = Path("/etc/dhcp")
    fetched: Path = Path("/etc/dhcp/dhcpd_fetched")


def render(folders: Folders, variables: Variables) -> dict[str, str]:
    """All generated files by name. Raises NotConfigured for a marker that stands for nothing."""
    integrated = variables.get("XIVO_DHCP_INTEGRATION") == "1"
    vendors = {
        path.name: path.parent
        for folder in (folders.stock / UPDATE, folders.fetched, folders.custom / UPDATE)
        for path in folder.glob("*.conf")
    }
    files = {f"{UPDATE}/{name}": _fill(f"{UPDATE}/{name}", folders, variables) for name in sorted(vendors)}
    by_hand = {
        f"{UPDATE}/{path.name}": path.read_text()
        for path in sorted((folders.target / UPDATE).glob("*.conf"))
        if f"{UPDATE}/{path.name}" not in files
    }
    return {
        **files,
        MAIN: _fill(MAIN, folders, variables),
        SUBNET: _fill(f"{SUBNET}.head", folders, variables) + _fill(f"{SUBNET}.tail", folders, variables),
        DXTORA: _fill(DXTORA, folders, variables) if integrated else "",
        CLASSES: _classes({**files, **by_hand}),
    }


def _classes(vendors: dict[str, str]) -> str:
    """The vendors' files, and the class of whoever is of one of their classes: what a pool lets in."""
    included = "".join(f'include "/etc/dhcp/{name}";\n' for name in sorted(vendors))
    conditions = [f"({match})" for name in sorted(vendors) for match in _MATCH.findall(vendors[name])]
    if not conditions:
        return included
    return f'{included}class "voip-phones" {{\n    match if {" or ".join(conditions)};\n}}\n'


def _fill(name: str, folders: Folders, variables: Variables) -> str:
    better = [folders.custom / name, *([folders.fetched / Path(name).name] if name.startswith(f"{UPDATE}/") else [])]
    text = next((path for path in better if path.is_file()), folders.stock / name).read_text()
    try:
        filled = _MARKER.sub(lambda marker: variables[marker[1]], text)
    except KeyError as error:
        raise NotConfigured(f"{name}: nothing is known of #{error.args[0]}#") from error
    return filled if filled.endswith("\n") else f"{filled}\n"


def check(folders: Folders, files: dict[str, str]) -> list[str]:
    """What dhcpd has against these files together with the administrator's own; nothing if it would run on them."""
    with tempfile.TemporaryDirectory() as name:
        trial = Path(name)
        by_hand = {
            str(path.relative_to(folders.target)): path.read_text()
            for path in folders.target.rglob("*")
            if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folders.target).parts)
        }
        for path, text in {EXTRA: "", **by_hand, **files}.items():
            (trial / path).parent.mkdir(parents=True, exist_ok=True)
            (trial / path).write_text(text.replace('"/etc/dhcp/', f'"{trial}/'))
        done = subprocess.run(
            ["dhcpd", "-4", "-t", "-cf", str(trial / MAIN)], capture_output=True, text=True, check=False, timeout=30
        )
    if done.returncode == 0:
        return []
    said = [line.replace(f"{trial}/", "") for line in done.stderr.splitlines() if line.startswith(f"{trial}/")]
    return said[:MOST_FINDINGS] or [f"dhcpd -t ended with {done.returncode}: {done.stderr[-300:]}"]


def write(folders: Folders, files: dict[str, str]) -> bool:
    """Each file as a whole or not at all; whether anything is different now."""
    changed = False
    extra = folders.target / EXTRA
    if not extra.exists():
        _replace(extra, _EXTRA_TEXT)
    for name, text in files.items():
        path = folders.target / name
        if not path.is_file() or path.read_text() != text:
            _replace(path, text)
            changed = True
    return changed


def _replace(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    # the server and xivo-update-config may write at once
    new = path.with_name(f".{path.name}.{os.getpid()}")
    with new.open("w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
