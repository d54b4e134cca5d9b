# SPDX-License-Identifier: GPL-3.0-or-later
"""Which telephone is supported how: the device matrices of the manual (1.7.1) as data, one file a vendor.

The capabilities in each plugin's ``plugin-info``, the tables of docs/devices.md and the families' tests come from here.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal, cast

KEY_KINDS = {
    "usr": "User with supervision function",
    "grp": "Group",
    "que": "Queue",
    "cnf": "Conference Room with supervision function",
    "onl": "Online call recording",
    "sta": "Phone status",
    "snd": "Sound recording",
    "rec": "Call recording",
    "flt": "Incoming call filtering",
    "dnd": "Do not disturb",
    "gpk": "Group interception",
    "lst": "Listen to online calls",
    "dir": "Directory access",
    "bss": "Filtering Boss - Secretary",
    "bxf": "Blind transfer",
    "axf": "Indirect transfer",
    "fof": "Disable all forwarding",
    "fna": "Enable/Disable forwarding on no answer",
    "fbu": "Enable/Disable forwarding on busy",
    "fun": "Enable/Disable forwarding unconditional",
    "vme": "Enable voicemail with supervision function",
    "vmr": "Reach the voicemail",
    "vmd": "Delete messages from voicemail",
    "agx": "Connect/Disconnect a static agent",
    "agi": "Connect a static agent",
    "ago": "Disconnect a static agent",
    "prk": "Parking",
    "ppo": "Parking position",
    "pag": "Paging",
}
"""The 29 kinds of function keys, in the order of the manual's tables."""

GENERAL_VALUES = frozenset({"Y", "N", "NT", "NYT", "NT¹", "N¹", "FK", "SK", "HK", "MN"})
KEY_VALUES = frozenset({"Y", "N", "NT", "NYT", "FK", "SK", "HK", "MN"})

SupportClass = Literal["official", "community"]


@dataclass(frozen=True)
class Model:
    """One row. ``plugins`` says by plugin id the firmware version that it is made for; empty: configured by hand."""

    support_class: SupportClass
    vendor: str
    series: str
    name: str
    plugins: dict[str, str]
    lines: int
    provisioning: str
    high_availability: str
    directory: str
    funckeys: str
    type: str
    protocol: Literal["SIP", "SCCP"]
    switchboard: bool
    expansion_modules: tuple[str, ...]
    in_manual: bool
    keys: dict[str, str]

    @property
    def function_keys(self) -> int:
        """How many can be configured; 0 where the manual gives no number."""
        return int(self.funckeys) if self.funckeys.isdigit() else 0

    def capabilities(self) -> dict[str, Any]:
        """What ``plugin-info`` says of the model."""
        return {
            "sip.lines": self.lines,
            "lines": self.lines,
            "high_availability": self.high_availability == "Y",
            "function_keys": self.function_keys,
            "expansion_modules": list(self.expansion_modules),
            "switchboard": self.switchboard,
            "multicell": False,
            "type": self.type,
            "protocol": self.protocol.lower(),
            "class": self.support_class,
            "series": self.series,
            "provisioning": self.provisioning,
            "directory": self.directory,
            "keys": self.keys,
        }


@cache
def models() -> tuple[Model, ...]:
    """All rows, official ones first, else in the files' order. Raises ValueError on a value that none can have."""
    rows = [row for file in sorted(_files()) for row in _rows(file)]
    return tuple(sorted(rows, key=lambda row: row.support_class != "official"))


def models_of(plugin_id: str) -> list[Model]:
    return [model for model in models() if plugin_id in model.plugins]


def capabilities_of(plugin_id: str) -> dict[str, dict[str, Any]]:
    """By ``Vendor, Model, Version``."""
    return {
        f"{model.vendor}, {model.name}, {model.plugins[plugin_id]}": model.capabilities()
        for model in models_of(plugin_id)
    }


def _files() -> list[str]:
    return [file.name for file in resources.files(__name__).iterdir() if file.name.endswith(".csv")]


def _rows(file: str) -> Iterator[Model]:
    with resources.files(__name__).joinpath(file).open(encoding="utf-8") as stream:
        for number, row in enumerate(csv.DictReader(stream, strict=True), 2):
            try:
                yield _model(row)
            except (KeyError, ValueError) as error:
                raise ValueError(f"{file}, line {number}: {error}") from error


def _model(row: dict[str, str]) -> Model:
    keys = {kind: row[kind] for kind in KEY_KINDS if row[kind]}
    _check(row, ("provisioning", "ha", "directory"), GENERAL_VALUES)
    if keys:
        _check(row, tuple(KEY_KINDS), KEY_VALUES)
    if row["class"] not in ("official", "community") or row["protocol"] not in ("SIP", "SCCP"):
        raise ValueError(f"class {row['class']!r} or protocol {row['protocol']!r} is unknown")
    if not (row["funckeys"].isdigit() or row["funckeys"] in ("N", "-")):
        raise ValueError(f"funckeys cannot be {row['funckeys']!r}")
    plugins = [plugin for plugin in row["plugin"].split() if plugin != "-"]
    return Model(
        support_class=cast("SupportClass", row["class"]),
        vendor=row["vendor"],
        series=row["series"],
        name=row["model"],
        plugins=dict(zip(plugins, row["firmware"].split(), strict=bool(plugins))),
        lines=int(row["lines"]) if row["lines"] != "-" else 0,
        provisioning=row["provisioning"],
        high_availability=row["ha"],
        directory=row["directory"],
        funckeys=row["funckeys"],
        type=row["type"],
        protocol=cast("Literal['SIP', 'SCCP']", row["protocol"]),
        switchboard=row["switchboard"] == "Y",
        expansion_modules=tuple(row["expansion"].split()),
        in_manual=row["in_manual"] == "Y",
        keys=keys,
    )


def _check(row: dict[str, str], columns: tuple[str, ...], allowed: frozenset[str]) -> None:
    for column in columns:
        if row[column] not in allowed:
            raise ValueError(f"{column} cannot be {row[column]!r}")
