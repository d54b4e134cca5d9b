# SPDX-License-Identifier: GPL-3.0-or-later
"""The softphone Jitsi 1.x: one file of Java properties, asked for by an installation's UUID.

Sources: the manual, section 1.8.27 (``http://<server>:8667/jitsi?uuid=${uuid}``); Jitsi's documentation of account
properties; java.util.Properties for the file's format.
"""

from __future__ import annotations

import base64
import re
from typing import ClassVar

from xivo_provd.plugin import (
    Device,
    DeviceInfo,
    HTTPRequest,
    RawConfig,
    RawConfigError,
    Request,
    RequestType,
    SynchronizeError,
    is_normed_uuid,
    norm_uuid,
)
from xivo_provd.plugin.sip_family import FamilyPlugin, Fingerprint, SipLine, codecs_of

VENDOR = MODEL = "Jitsi"
FILENAME = "jitsi"
ACCOUNT = "net.java.sip.communicator.impl.protocol.sip.accxivo"
DTMF_METHODS = {"RTP-in-band": "INBAND_DTMF", "RTP-out-of-band": "RTP_DTMF", "SIP-INFO": "SIP_INFO_DTMF"}
SAVP_OPTIONS = {"disabled": "0", "required": "1", "preferred": "2"}
CODECS = {"pcmu": "PCMU/8000", "pcma": "PCMA/8000", "g722": "G722/8000", "opus": "opus/48000", "ilbc": "iLBC/8000",
          "gsm": "GSM/8000", "speex": "speex/8000"}  # fmt: skip

# Of the program itself, not of the account: ResourceManagementService.DEFAULT_LOCALE_CONFIG
LOCALE = "net.java.sip.communicator.service.resources.DefaultLocale"

_AGENT = re.compile(r"^Jitsi/(?P<version>\S{1,80})$")
_LOCALE = re.compile(r"[a-z]{2}(?:_[A-Z]{2})?")


class JitsiFingerprint(Fingerprint):
    """An installation is known by the UUID that it adds to the address; without one it is nobody."""

    def extract(self, request: Request, _request_type: RequestType) -> DeviceInfo | None:
        if not isinstance(request, HTTPRequest) or request.path.rpartition("/")[2] != FILENAME:
            return None
        match = _AGENT.match(request.user_agent)
        if match is None:
            return None
        try:
            uuid = norm_uuid(request.query.get("uuid", ""))
        except ValueError:
            return None
        return {"vendor": VENDOR, "model": MODEL, "version": match["version"], "uuid": uuid}


class JitsiPlugin(FamilyPlugin):
    IS_PLUGIN: ClassVar[bool] = True

    VENDOR = VENDOR
    FINGERPRINT = JitsiFingerprint(vendor=VENDOR, agents=(_AGENT,))

    def filenames(self, device: Device) -> list[str]:
        if not is_normed_uuid(device.get("uuid") or ""):
            raise RawConfigError("a UUID is needed to configure this softphone")
        return [FILENAME]

    def prepare(self, _device: Device, raw_config: RawConfig) -> None:
        line = raw_config["XX_lines"].get(1)
        properties = _account(line, raw_config) if line else {}
        if _LOCALE.fullmatch(locale := raw_config.get("locale") or ""):
            properties[LOCALE] = locale
        raw_config["XX_properties"] = {escaped(name): escaped(value) for name, value in properties.items()}

    async def synchronize(self, _device: Device, _raw_config: RawConfig) -> None:
        raise SynchronizeError("Jitsi cannot be told to fetch its configuration: quit it and start it again")

    def get_remote_state_trigger_filename(self, _device: Device) -> str | None:
        return FILENAME

    def is_sensitive_filename(self, filename: str) -> bool:
        return filename == FILENAME


def escaped(text: str) -> str:
    """Text as a key or a value of a properties file: ASCII, with the separators escaped."""
    special = {"\\": "\\\\", "=": "\\=", ":": "\\:", "#": "\\#", "!": "\\!", " ": "\\ "}
    units = text.encode("utf-16-be")
    codes = (int.from_bytes(units[index : index + 2], "big") for index in range(0, len(units), 2))
    return "".join(special.get(chr(code), chr(code)) if 32 <= code < 127 else f"\\u{code:04x}" for code in codes)


def _account(line: SipLine, raw_config: RawConfig) -> dict[str, str]:
    identity = f"{line.username}@{line.registrar_ip}"
    has_proxy = bool(line.outbound_proxy_ip) or line.proxy_ip != line.registrar_ip
    settings = {
        "ACCOUNT_UID": f"SIP:{identity}",
        "PROTOCOL_NAME": "SIP",
        "USER_ID": identity,
        "AUTHORIZATION_NAME": line.auth_username,
        "PASSWORD": base64.b64encode(line.password.encode()).decode(),
        "DISPLAY_NAME": line.display_name,
        "SERVER_ADDRESS": line.registrar_ip,
        "SERVER_PORT": str(line.registrar_port),
        "PROXY_AUTO_CONFIG": "false",
        "PROXY_ADDRESS": (line.outbound_proxy_ip or line.proxy_ip) if has_proxy else "",
        "PROXY_PORT": str(line.outbound_proxy_port if line.outbound_proxy_ip else line.proxy_port),
        "PREFERRED_TRANSPORT": (raw_config.get("sip_transport") or "udp").upper(),
        "IS_PRESENCE_ENABLED": "false",
        "KEEP_ALIVE_METHOD": "OPTIONS",
        "KEEP_ALIVE_INTERVAL": "25",
        "DTMF_METHOD": DTMF_METHODS.get(line.dtmf_mode or "", "AUTO_DTMF"),
        "SAVP_OPTION": SAVP_OPTIONS.get(line.srtp_mode, "0"),
        "DEFAULT_ENCRYPTION": "false" if line.srtp_mode == "disabled" else "true",
        "VOICEMAIL_ENABLED": "true" if line.voicemail else "false",
        "VOICEMAIL_CHECK_URI": f"sip:{line.voicemail}@{line.registrar_ip}" if line.voicemail else "",
        "OVERRIDE_ENCODINGS": "true",
    }
    # The higher the number, the earlier the codec is offered; 0 leaves it out.
    wanted = codecs_of(raw_config, CODECS)
    settings |= {
        f"Encodings.{codec}": str(700 - 10 * wanted.index(codec)) if codec in wanted else "0"
        for codec in CODECS.values()
    }
    return {ACCOUNT: ACCOUNT.rpartition(".")[2], **{f"{ACCOUNT}.{name}": value for name, value in settings.items()}}
