# SPDX-License-Identifier: GPL-3.0-or-later
"""What a user switches about his own calls: where confd has it, and what the dialplan calls it (SYS-186, CC-122)."""

from collections.abc import Callable
from dataclasses import dataclass

from xivo_agid.destinations import Variables
from xivo_agid.snapshot import Row


@dataclass(frozen=True, slots=True)
class Service:
    """``feature`` is its star code and function key, ``column`` its state in a user of the snapshot,
    ``enabled_variable`` what a switch sets for the dialplan.
    """

    feature: str
    path: str
    column: str
    enabled_variable: str
    state_variable: str


@dataclass(frozen=True, slots=True)
class Forward:
    """``name`` is confd's, ``short`` the dialplan's."""

    name: str
    short: str

    @property
    def path(self) -> str:
        return f"forwards/{self.name}"

    @property
    def enabled_variable(self) -> str:
        return f"XIVO_{self.short}ENABLED"


SERVICES = {
    "vm": Service("enablevm", "voicemail", "voicemail_enabled", "XIVO_VMENABLED", "XIVO_ENABLEVOICEMAIL"),
    "dnd": Service("enablednd", "services/dnd", "dnd_enabled", "XIVO_DNDENABLED", "XIVO_ENABLEDND"),
    "callrecord": Service(
        "callrecord", "services/callrecord", "call_record_enabled", "XIVO_CALLRECORDENABLED", "XIVO_CALLRECORD"
    ),
    "incallfilter": Service(
        "incallfilter",
        "services/incallfilter",
        "incallfilter_enabled",
        "XIVO_INCALLFILTERENABLED",
        "XIVO_INCALLFILTER",
    ),
}
"""By the name that ``phone_set_feature`` is asked with."""
FORWARDS = {
    "unc": Forward("unconditional", "UNC"),
    "rna": Forward("noanswer", "RNA"),
    "busy": Forward("busy", "BUSY"),
}

_BY_FEATURE = {service.feature: service for service in SERVICES.values()}


def states(row: Row) -> Variables:
    """All of a user's services and forwards, as ``phonestatus`` says them."""
    told: Variables = {service.state_variable: int(bool(row.get(service.column))) for service in SERVICES.values()}
    for forward in FORWARDS.values():
        told[f"XIVO_ENABLE{forward.short}"] = int(bool(row.get(f"{forward.name}_enabled")))
        told[f"XIVO_DEST{forward.short}"] = row.get(f"{forward.name}_destination") or ""
    return told


def is_lit(row: Row, destination: Row) -> bool | None:
    """Whether the lamp of a user's function key is on; None for a key whose lamp is not his.

    A forward's key shows its own destination only, one without a destination shows any (CC-117, CC-119).
    """
    lit = _LAMPS.get(destination["type"])
    return lit(row, destination) if lit else None


def _service_is_lit(row: Row, destination: Row) -> bool | None:
    service = _BY_FEATURE.get(destination["service"])
    return bool(row.get(service.column)) if service else None


def _forward_is_lit(row: Row, destination: Row) -> bool | None:
    forward, exten = destination["forward"], destination.get("exten")
    if not row.get(f"{forward}_enabled"):
        return False
    return not exten or exten == row.get(f"{forward}_destination")


_LAMPS: dict[str, Callable[[Row, Row], bool | None]] = {"service": _service_is_lit, "forward": _forward_is_lit}
