# SPDX-License-Identifier: GPL-3.0-or-later
"""Gigaset's DECT bases: they fetch no files; their accounts are typed into their own web pages.

A base shows itself by DHCP only (option 60), so DHCP integration must be on.

Pages and fields are those that a browser uses on these bases, as public provisioning plugins for them write them down;
numbers of time zones and countries are those of Gigaset's profiles for the N510 and N720.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from typing import ClassVar

import httpx
from xivo_provd.plugin import Device, RawConfig, SynchronizeError, Timezone
from xivo_provd.plugin.phone_web import phone_client
from xivo_provd.plugin.sip_family import FamilyPlugin, Fingerprint, SipLine, locale_of

logger = logging.getLogger("plugin.xivo-gigaset")

VENDOR = "Gigaset"
DEFAULT_PIN = "0000"
LINES = 6
MAX_PAGE = 1024 * 1024
# The base's list of time zones: the first entry of each offset, in minutes from UTC in winter.
ZONES = {
    -720: 0, -660: 1, -600: 2, -540: 3, -480: 4, -420: 7, -360: 9, -300: 13, -240: 16, -180: 18, -120: 22, -60: 24,
    0: 26, 60: 27, 120: 32, 180: 40, 240: 44, 270: 45, 300: 47, 330: 48, 345: 49, 360: 51, 390: 53, 420: 54, 480: 56,
    540: 61, 570: 64, 600: 67, 660: 71, 720: 72, 780: 80,
}  # fmt: skip
COUNTRIES = {"CA": 11, "DE": 25, "FR": 24, "GB": 74, "NL": 48}


def _spell(text: str) -> str | None:
    """``C470IP`` and ``C470_IP`` are the C470 IP."""
    match = re.fullmatch(r"([CNS]\d{3}A?)[ _]?IP([ _]?PRO)?", text, re.IGNORECASE)
    return f"{match[1].upper()} IP{' PRO' if match[2] else ''}" if match else None


FINGERPRINT = Fingerprint(
    vendor=VENDOR,
    agents=(),
    vendor_classes=(re.compile(r"^(?P<model>[CNS]\d{3}A?[ _]?IP(?:[ _]?PRO)?)$", re.IGNORECASE),),
    spell=_spell,
)


class BasePages:
    """The pages of one base, in the order in which a person would use them."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def login(self, pin: str) -> None:
        """Raises SynchronizeError when the PIN is wrong or somebody else is there."""
        answer = await self._post("login.html", {"language": "1", "password": pin})
        if answer.url.path.endswith("/security_advice.html"):
            await self._post("security_advice.html", {"disable_advice": "0"})
        elif not answer.url.path.endswith("/home.html"):
            raise SynchronizeError("the base refuses the PIN")

    async def logout(self) -> None:
        await self._get("logout.html")

    async def set_line(self, line: SipLine) -> None:
        index = str(line.number - 1)
        await self._post(
            f"settings_telephony_voip.html?id={index}",
            {
                "go_profile": "0",
                "account_id": index,
                "account_name": f"IP{line.number}",
                "autocode": "",
                "do_delete": "0",
                "sip_login_id": line.auth_username,
                "sip_password": line.password,
                "sip_password_2": line.password,
                "sip_user_id": line.username,
                "sip_display_name": line.display_name,
                "sip_domain": line.registrar_ip,
                "sip_server": line.proxy_ip,
                "sip_server_port": str(line.proxy_port),
                "sip_registrar": line.registrar_ip,
                "sip_registrar_port": str(line.registrar_port),
                "reg_refresh_time": "3600",
                "stun_mode": "0",
                "stun_server": "",
                "stun_port": "3478",
                "stun_refresh_time": "240",
                "nat_refresh_time": "20",
                "outbound_mode": "1",
                "outbound_proxy": line.outbound_proxy_ip or "",
                "outbound_port": str(line.outbound_proxy_port),
            },
        )

    async def delete_line(self, number: int) -> None:
        index = str(number - 1)
        await self._post(f"settings_telephony_voip.html?id={index}", {"account_id": index, "do_delete": "1"})

    async def switch_off_gigaset_net(self) -> None:
        """The vendor's own account would take calls too. It is the seventh one, in state 3 when it is on."""
        script = await self._get("scripts/settings_telephony_voip_multi.js")
        state = re.search(r"^linesSHC\[0\]\[4\]=\D{0,3}(\d)", script.text[:MAX_PAGE], re.MULTILINE)
        if state and state[1] == "3":
            await self._post("settings_telephony_connections.html", {"account_id": "6", "action_type": "1"})

    async def set_mailboxes(self, numbers: Mapping[int, str]) -> None:
        """By line; the other lines have none."""
        form: dict[str, str] = {}
        for index in range(LINES):
            form[f"ad_number_{index}"] = numbers.get(index + 1, "")
            if index + 1 in numbers:
                form[f"ad_active_{index}"] = "on"
        await self._post("settings_telephony_network_mailboxes.html", form)

    async def set_clock(self, server: str | None, zone: Timezone | None, country: str) -> None:
        """From ``server``, or by hand; what is not known stays as it is."""
        form = {"use_ntp": "1" if server else "0", "timeserver": server or ""}
        if zone and zone.offset_minutes in ZONES:
            form |= {"timezone": str(ZONES[zone.offset_minutes]), "use_dst": "1" if zone.summer_time else "0"}
        elif zone:
            logger.warning("the base's list has no time zone with the offset of %s", zone.name)
        if country in COUNTRIES:
            form["country"] = str(COUNTRIES[country])
        try:
            await self._post("settings_management_date_n_time.html", form)
        except httpx.HTTPStatusError as error:
            if error.response.status_code != httpx.codes.NOT_FOUND:
                raise
            # The page is known of the C590 only: a base without it has its accounts all the same.
            logger.warning("the base has no page for its clock: it stays as it is")

    async def _post(self, path: str, form: Mapping[str, str]) -> httpx.Response:
        answer = await self._client.post(f"/{path}", data=dict(form))
        return answer.raise_for_status()

    async def _get(self, path: str) -> httpx.Response:
        answer = await self._client.get(f"/{path}")
        return answer.raise_for_status()


class BaseGigasetPlugin(FamilyPlugin):
    VENDOR = VENDOR
    FINGERPRINT = FINGERPRINT

    HAS_MORE_PAGES: ClassVar[bool]
    """Whether it has the pages of network mailboxes, of the vendor's own account and of the clock."""

    transport: httpx.AsyncBaseTransport | None = None
    """How the base's pages are reached, if not by the network."""

    def filenames(self, _device: Device) -> list[str]:
        return []

    def configure(self, device: Device, raw_config: RawConfig) -> None:
        """There is no file to write; what the base would not take is said in time."""
        self.fill(device, raw_config)

    def get_remote_state_trigger_filename(self, _device: Device) -> str | None:
        return None

    async def synchronize(self, device: Device, raw_config: RawConfig) -> None:
        """Type the accounts in. The administrator's password of the device template is the base's PIN."""
        if not raw_config.get("ip"):
            raise SynchronizeError("the server's address (ip) is missing")
        self.fill(device, raw_config)
        lines: Mapping[int, SipLine] = raw_config["XX_lines"]
        async with phone_client(device, self.transport) as client:
            client.follow_redirects = True
            pages = BasePages(client)
            await pages.login(_pin(raw_config))
            try:
                for number in range(1, LINES + 1):
                    if line := lines.get(number):
                        await pages.set_line(line)
                    else:
                        await pages.delete_line(number)
                if self.HAS_MORE_PAGES:
                    await pages.switch_off_gigaset_net()
                    await pages.set_mailboxes(
                        {line.number: line.voicemail for line in lines.values() if line.voicemail}
                    )
                    server = raw_config.get("ntp_ip") if raw_config["ntp_enabled"] else None
                    await pages.set_clock(server, raw_config["XX_timezone"], locale_of(raw_config)[1])
            finally:
                # Only one may be logged in: a session that is left would shut everybody out.
                await pages.logout()


def _pin(raw_config: RawConfig) -> str:
    pin = str(raw_config.get("admin_password") or DEFAULT_PIN)
    if len(pin) == 4 and pin.isascii() and pin.isdigit():
        return pin
    logger.warning("the administrator's password is not a PIN of four digits: the one of delivery is used")
    return DEFAULT_PIN
