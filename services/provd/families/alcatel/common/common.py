# SPDX-License-Identifier: GPL-3.0-or-later
"""Alcatel-Lucent IP Touch 4008 and 4018 Extended Edition with SIP software: files of sections, restarted by telnet.

Sources: "IP Touch 4008/4018 Extended Edition, SIP Phone Installation Guide" (8AL90824); Alcatel-Lucent's commented
example of a sipconfig.txt with all the parameters there are (SIP 2.00.81 and 2.00.90, after 3AK_29000_0285_PEZZA_17).
"""

from __future__ import annotations

import asyncio
import calendar
import contextlib
import logging
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import UTC, date, datetime
from typing import ClassVar

from xivo_provd.plugin import Device, RawConfig, SynchronizeError, Timezone
from xivo_provd.plugin.phone_web import phone_address
from xivo_provd.plugin.sip_family import FamilyPlugin, Fingerprint, codecs_of, locale_of, mac_in_filename
from xivo_provd.plugin.timezones import Change

logger = logging.getLogger("plugin.xivo-alcatel")

VENDOR = "Alcatel-Lucent"
DEFAULT_PASSWORD = "000000"  # noqa: S105  of a telephone as it is delivered
SPEED_DIALS = 4
TRANSPORTS = {"udp": "1", "tcp": "2"}
DTMF_TYPES = {"RTP-out-of-band": "0", "RTP-in-band": "1", "SIP-INFO": "2"}
TONE_COUNTRIES = {"US": "0", "CA": "0", "GB": "0", "FR": "1", "DE": "2", "IT": "3", "ES": "4", "NL": "5", "PT": "6"}
VOCODERS = {"pcmu": "0", "pcma": "8", "g729": "18"}

TELNET_PORT = 23
TELNET_SECONDS = 5
RESTART_SECONDS = 10
MAX_PROMPT = 4096

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]

FINGERPRINT = Fingerprint(
    vendor=VENDOR,
    # e.g. "Alcatel IP Touch 4018/2.01.10"
    agents=(re.compile(r"^Alcatel IP Touch (?P<model>\d{4})/(?P<version>[\w.]{1,20})$"),),
    files=(re.compile(r"^sipconfig(?:-(?P<mac>[0-9a-f]{12}))?\.txt$", re.IGNORECASE),),
    vendor_classes=(re.compile(r"^alcatel\.noe\.0$"),),
    ouis=("00:80:9f",),
    spell=lambda text: f"{text} Extended Edition" if text in ("4008", "4018") else text,
)


class BaseAlcatelPlugin(FamilyPlugin):
    VENDOR = VENDOR
    FINGERPRINT = FINGERPRINT
    COMMON_FILES: ClassVar[Mapping[str, str]] = {"sipconfig.txt": "common.tpl"}

    def filenames(self, device: Device) -> list[str]:
        return [f"sipconfig-{mac_in_filename(device)}.txt"]

    def prepare(self, _device: Device, raw_config: RawConfig) -> None:
        _, country = locale_of(raw_config)
        line = raw_config["XX_lines"].get(1)
        raw_config["XX_transport"] = TRANSPORTS.get(raw_config.get("sip_transport") or "udp", "1")
        raw_config["XX_dtmf_type"] = DTMF_TYPES.get((line.dtmf_mode if line else None) or "", "0")
        raw_config["XX_tone_country"] = TONE_COUNTRIES.get(country)
        raw_config["XX_vocoders"] = ",".join(codecs_of(raw_config, VOCODERS))
        raw_config["XX_timezone"] = _timezone(raw_config["XX_timezone"], self.today())
        raw_config["XX_admin_password"] = _digits(raw_config)
        raw_config["XX_speed_dials"] = [
            (position, raw_config["XX_keys"].get(position)) for position in range(1, SPEED_DIALS + 1)
        ]

    def today(self) -> date:
        return datetime.now(UTC).date()

    async def connect(self, host: str) -> Streams:
        return await asyncio.open_connection(host, TELNET_PORT)

    async def synchronize(self, device: Device, raw_config: RawConfig) -> None:
        """By telnet: it has no NOTIFY. Raises SynchronizeError."""
        async with _telnet(self.connect, phone_address(device)) as (reader, writer):
            for awaited, answer in (("Password ?", _digits(raw_config)), ("Login accepted", "reset soft")):
                await _read_until(reader, awaited.encode())
                writer.write(f"{answer}\r\n".encode())
                await writer.drain()
            # It forgets the command when the connection ends too early; it ends it when it restarts.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(RESTART_SECONDS):
                    while await reader.read(256):
                        pass


def _digits(raw_config: RawConfig) -> str:
    """The administrator's password: the telephone takes digits only."""
    password = str(raw_config.get("admin_password") or DEFAULT_PASSWORD)
    if password.isascii() and password.isdigit():
        return password
    logger.warning("the administrator's password is not made of digits: the one of delivery is used")
    return DEFAULT_PASSWORD


def _timezone(zone: Timezone | None, today: date) -> str | None:
    """``UT::<minutes>:<start>:<end>``, summer time as month, day, hour of this year."""
    if zone is None:
        return None
    changes = ("000000", "000000")
    if zone.summer_time:
        changes = (_moment(zone.summer_time.start, today.year), _moment(zone.summer_time.end, today.year))
    return f"UT::{zone.offset_minutes}:{changes[0]}:{changes[1]}"


def _moment(change: Change, year: int) -> str:
    days = [week[change.weekday - 1] for week in calendar.monthcalendar(year, change.month) if week[change.weekday - 1]]
    day = days[min(change.week, len(days)) - 1]
    return f"{change.month:02}{day:02}{min(max(change.hour, 0), 23):02}"


async def _read_until(reader: asyncio.StreamReader, awaited: bytes) -> None:
    seen = b""
    while awaited not in seen:
        more = await reader.read(256)
        if not more or len(seen) > MAX_PROMPT:
            raise SynchronizeError(f"the telephone does not say {awaited.decode()!r}")
        seen += more


@contextlib.asynccontextmanager
async def _telnet(connect: Callable[[str], Awaitable[Streams]], host: str) -> AsyncIterator[Streams]:
    try:
        async with asyncio.timeout(TELNET_SECONDS + RESTART_SECONDS):
            reader, writer = await connect(host)
            try:
                yield reader, writer
            finally:
                writer.close()
    except (OSError, TimeoutError) as error:
        raise SynchronizeError(f"the telephone cannot be reached: {str(error) or type(error).__name__}") from error
