# SPDX-License-Identifier: GPL-3.0-or-later
"""The general settings of SIP in the words of pjsip.conf."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..settings import AsteriskSettings

DTMF = {"auto": "auto", "rfc2833": "rfc4733", "info": "info", "inband": "inband"}
DEFAULTS: dict[str, Any] = {
    "bindport": 5060,
    "tlsbindport": 5061,
    "ipv6": False,
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
KEYS = "/var/lib/asterisk/keys"
"""Where Asterisk's container keeps the certificate of SIP over TLS, and in ``authorities`` whom else it trusts."""
PUBLIC_AUTHORITIES = "/etc/ssl/certs/ca-certificates.crt"

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

    @property
    def codecs(self) -> list[str]:
        return list(self._page["codecs"] or self._settings.codecs)

    def transports(self) -> list[tuple[str, Options]]:
        """Each with its name; browsers come through the HTTP server, whose port is not said here."""
        udp_and_tcp, tls = self._page["bindport"], self._page["tlsbindport"]
        found = [(f"transport-{name}", self._transport(name, f"0.0.0.0:{udp_and_tcp}")) for name in ("udp", "tcp")]
        found.append(("transport-tls", [*self._transport("tls", f"0.0.0.0:{tls}"), *self._certificates()]))
        found.append(("transport-wss", self._transport("wss", "0.0.0.0")))
        if self._page["ipv6"]:
            for name in ("udp", "tcp"):
                bound: Options = [("type", "transport"), ("protocol", name), ("bind", f"[::]:{udp_and_tcp}")]
                found.append((f"transport-{name}6", bound))
            bound = [("type", "transport"), ("protocol", "tls"), ("bind", f"[::]:{tls}")]
            found.append(("transport-tls6", [*bound, *self._certificates()]))
        return found

    def _certificates(self) -> Options:
        """Ours, and of whom those must be whom we call by TLS; telephones call us, and show none."""
        options: Options = [
            ("cert_file", f"{KEYS}/phones.crt"),
            ("priv_key_file", f"{KEYS}/phones.key"),
            ("method", "tlsv1_2"),
        ]
        if self._page.get("tlsdontverifyserver"):
            return options
        authorities = [("ca_list_file", PUBLIC_AUTHORITIES), ("ca_list_path", f"{KEYS}/authorities")]
        return [*options, *authorities, ("verify_server", "yes")]

    def _transport(self, protocol: str, bind: str) -> Options:
        options: Options = [("type", "transport"), ("protocol", protocol), ("bind", bind)]
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
            ("allow", ",".join(["!all", *self.codecs])),
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
        if page.get("encryption", "no") != "no":
            options.append(("media_encryption", page["encryption"]))
        return options + self.shared()

    def shared(self) -> Options:
        """What every line and every trunk has."""
        return [
            (option, _tos(value) if field.startswith("tos_") else value)
            for field, (option, usual) in _ENDPOINT_NUMBERS.items()
            if (value := self._page.get(field, usual)) != usual
        ]

    def aor(self) -> Options:
        """What every registration has."""
        options: Options = [("qualify_frequency", self._page["qualifyfreq"])]
        options += [
            (option, self._page[field])
            for field, (option, usual) in _AOR_NUMBERS.items()
            if self._page.get(field, usual) != usual
        ]
        return options


def line_options(pairs: Iterable[tuple[str, str]]) -> Options:
    """What a line has of its own, in the words of pjsip.conf; browsers' encryption is not a choice."""
    given = dict(pairs)
    if given.get("webrtc") == "yes":
        given.setdefault("dtmfmode", "rfc2833")  # the only one that browsers know; tones are not sought in opus
    options: Options = []
    if "allow" in given:
        options.append(("allow", f"!all,{given['allow']}"))
    if "dtmfmode" in given:
        options.append(("dtmf_mode", DTMF[given["dtmfmode"]]))
    if "nat" in given:
        options += [(option, given["nat"]) for option in ("rtp_symmetric", "force_rport", "rewrite_contact")]
    if "rtp_ipv6" in given:
        options.append(("rtp_ipv6", given["rtp_ipv6"]))
    if given.get("webrtc") == "yes":
        return [*options, ("direct_media", "no"), ("webrtc", "yes")]
    if "directmedia" in given:
        options.append(("direct_media", given["directmedia"]))
    if "encryption" in given:
        options.append(("media_encryption", given["encryption"]))
    return options


def _tos(dscp: int) -> int:
    """The whole octet: the code point, then two bits of congestion notification."""
    return dscp << 2


def _yes(value: object) -> str:
    return "yes" if value else "no"
