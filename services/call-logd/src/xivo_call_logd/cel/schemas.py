# SPDX-License-Identifier: GPL-3.0-or-later
"""Channel events as they travel and as the generator reads them."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime, tzinfo
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict


@dataclass(frozen=True, slots=True)
class CelRow:
    """One event. `uniqueid` names the channel, `linkedid` the call."""

    eventtype: str
    eventtime: datetime
    userdeftype: str = ""
    cid_name: str = ""
    cid_num: str = ""
    cid_ani: str = ""
    cid_rdnis: str = ""
    cid_dnid: str = ""
    exten: str = ""
    context: str = ""
    channame: str = ""
    appname: str = ""
    appdata: str = ""
    amaflags: str = ""
    accountcode: str = ""
    uniqueid: str = ""
    linkedid: str = ""
    peer: str = ""
    userfield: str = ""
    extra: str = ""

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


CEL_COLUMNS: tuple[str, ...] = tuple(field.name for field in fields(CelRow))
_USER_DEFINED = "USER_DEFINED"
# What Asterisk itself may say (today's and the manual's vocabulary); any other type is a dialplan's.
_ASTERISK_EVENTS = frozenset(
    (
        "CHAN_START",
        "CHAN_END",
        "ANSWER",
        "HANGUP",
        "APP_START",
        "APP_END",
        "PARK_START",
        "PARK_END",
        "BRIDGE_START",
        "BRIDGE_END",
        "BRIDGE_UPDATE",
        "CONF_START",
        "CONF_END",
        "CONF_ENTER",
        "CONF_EXIT",
        "3WAY_START",
        "3WAY_END",
        "TRANSFER",
        "HOOKFLASH",
        "BRIDGE_ENTER",
        "BRIDGE_EXIT",
        "BLINDTRANSFER",
        "ATTENDEDTRANSFER",
        "FORWARD",
        "PICKUP",
        "LINKEDID_END",
        "LOCAL_OPTIMIZE",
        "LOCAL_OPTIMIZE_BEGIN",
        "STREAM_BEGIN",
        "STREAM_END",
        "DTMF",
        "USER_DEFINED",
    )
)


class CelCreated(BaseModel):
    """The data of `cel_created`: consecutive rows of Asterisk's log."""

    name: ClassVar[str] = "cel_created"
    routing_key: ClassVar[str] = "cel.created"

    model_config = ConfigDict(extra="allow")

    generation: str
    offset: int
    rows: list[dict[str, str | int | None]]


def parse_row(values: Mapping[str, str | int | None], zone: tzinfo) -> CelRow:
    """Raises `ValueError` if the event has no readable time or type."""
    known = {key: str(values.get(key) or "").replace("\0", "") for key in CEL_COLUMNS if key != "eventtime"}
    # A dialplan's event is known by its own name (manual, 1.11.1), in both columns.
    if known["eventtype"] == _USER_DEFINED:
        known["eventtype"] = known["userdeftype"] or _USER_DEFINED
    elif known["eventtype"] not in _ASTERISK_EVENTS:
        known["userdeftype"] = known["eventtype"]
    if not known["eventtype"]:
        raise ValueError("a channel event without type")
    return CelRow(eventtime=parse_time(str(values.get("eventtime") or ""), zone), **known)


def parse_time(value: str, zone: tzinfo) -> datetime:
    """Seconds since 1970, or date and time in `zone`.

    A fraction has its trailing zeros dropped: `.6726` is 672600 µs.
    """
    date, _, clock = value.partition(" ")
    if not clock:
        seconds, _, fraction = value.partition(".")
        return datetime.fromtimestamp(int(seconds), UTC).replace(microsecond=_microseconds(fraction))
    clock, _, fraction = clock.partition(".")
    moment = datetime.strptime(f"{date} {clock}", "%Y-%m-%d %H:%M:%S").replace(tzinfo=zone)
    return moment.replace(microsecond=_microseconds(fraction)).astimezone(UTC)


def _microseconds(fraction: str) -> int:
    return int(f"{fraction:0<6}"[:6]) if fraction else 0
