# SPDX-License-Identifier: GPL-3.0-or-later
"""The general settings of SIP in the words of pjsip.conf."""

from __future__ import annotations

from typing import Any

from ..settings import AsteriskSettings

DTMF = {"auto": "auto", "rfc2833": "rfc4733", "info": "info", "inband": "inband"}
DEFAULTS: dict[str, Any] = {
    "bindport": 5060,
    "externip": None,
    "localnet": [],
    "useragent": "XiVO PBX",
    "codecs": None,
    "dtmfmode": "auto",
    "nat": True,
    "directmedia": False,
    "qualifyfreq": 60,
    "sendrpid": "pai",
}
"""What a system has whose confd says nothing of it."""

# pjsip.conf's option for the page's field; written when they differ from what Asterisk would do anyway
_ENDPOINT_NUMBERS = {
    "rtptimeout": ("rtp_timeout", 0),
    "rtpholdtimeout": ("rtp_timeout_hold", 0),
    "rtpkeepalive": ("rtp_keepalive", 0),
    "session_timers": ("timers", "yes"),
    "session_expires": ("timers_sess_expires", 1800),
    "session_minse": ("timers_min_se", 90),
    "tos_audio": ("tos_audio", 0),
    "tos_video": ("tos_video", 0),
    "encryption": ("media_encryption", "no"),
}
_AOR_NUMBERS = {
    "minexpiry": ("minimum_expiration", 60),
    "maxexpiry": ("maximum_expiration", 7200),
    "defaultexpiry": ("default_expiration", 3600),
}
_SYSTEM = {
    "timert1": ("timer_t1", 500),
    "timerb": ("timer_b", 32_000),
    "compactheaders": ("compact_headers", False),
}

Options = list[tuple[str, str | int]]


class SipGeneral:
    """The page, as far as it was ever changed."""

    def __init__(self, page: dict[str, Any] | None, settings: AsteriskSettings) -> None:
        self._page = {**DEFAULTS, **(page or {})}
        self._settings = settings

    @property
    def user_agent(self) -> str:
        return str(self._page["useragent"])

    def system(self) -> Options:
        """What the whole stack is started with; empty if that is the usual."""
        changed = [
            (option, _yes(value) if isinstance(value, bool) else value)
            for field, (option, usual) in _SYSTEM.items()
            if (value := self._page.get(field, usual)) != usual
        ]
        return [("type", "system"), *changed] if changed else []

    def transport(self, protocol: str) -> Options:
        options: Options = [
            ("type", "transport"),
            ("protocol", protocol),
            ("bind", f"0.0.0.0:{self._page['bindport']}"),
        ]
        external = self._page["externip"] or self._settings.external_address
        if external:
            options += [("external_media_address", external), ("external_signaling_address", external)]
            networks = [*self._settings.local_networks, *self._page["localnet"]]
            options += [("local_net", network) for network in networks]
        if self._page.get("tos_sip"):
            options.append(("tos", _tos(self._page["tos_sip"])))
        return options

    def endpoint(self) -> Options:
        """What every line has."""
        page, nat = self._page, _yes(self._page["nat"])
        options: Options = [
            ("allow", ",".join(["!all", *(page["codecs"] or self._settings.codecs)])),
            ("direct_media", _yes(page["directmedia"])),
            ("rtp_symmetric", nat),
            ("force_rport", nat),
            ("rewrite_contact", nat),
            ("dtmf_mode", DTMF[page["dtmfmode"]]),
        ]
        if page["sendrpid"] != "no":
            options.append((f"send_{page['sendrpid']}", "yes"))
        if page.get("trustrpid"):
            options.append(("trust_id_inbound", "yes"))
        if page.get("t38"):
            options += [("t38_udptl", "yes"), ("t38_udptl_ec", "redundancy")]
        for field, (option, usual) in _ENDPOINT_NUMBERS.items():
            value = page.get(field, usual)
            if value != usual:
                options.append((option, _tos(value) if field.startswith("tos_") else value))
        return options

    def aor(self) -> Options:
        """What every registration has."""
        options: Options = [("qualify_frequency", self._page["qualifyfreq"])]
        options += [
            (option, self._page[field])
            for field, (option, usual) in _AOR_NUMBERS.items()
            if self._page.get(field, usual) != usual
        ]
        return options


def _tos(dscp: int) -> int:
    """The whole octet: the code point, then two bits of congestion notification."""
    return dscp << 2


def _yes(value: object) -> str:
    return "yes" if value else "no"
