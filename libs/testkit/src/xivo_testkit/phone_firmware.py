# SPDX-License-Identifier: GPL-3.0-or-later
"""What a desk phone does before it speaks SIP: an address by DHCP, its files by HTTP or TFTP, and what they say.

Runs on the standard library alone, in the phone image, beside the agent.
"""

from __future__ import annotations

import json
import re
import socket
import struct
import subprocess
import urllib.error
import urllib.request
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

STATE = Path("/tmp/phone")
FETCH_TIMEOUT = 20.0

Json = dict[str, Any]


def http_get(url: str, user_agent: str) -> tuple[int, bytes]:
    request = urllib.request.Request(url, headers={"User-Agent": user_agent})
    try:
        with urllib.request.urlopen(request, timeout=FETCH_TIMEOUT) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def tftp_get(host: str, filename: str, blksize: int = 512) -> tuple[int, bytes]:
    """Read a file as RFC 1350 says, with the blksize option of RFC 2348 when it is not 512."""
    options = b"" if blksize == 512 else b"blksize\0" + str(blksize).encode() + b"\0"
    data = b""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.settimeout(FETCH_TIMEOUT)
        sock.sendto(b"\0\1" + filename.encode() + b"\0octet\0" + options, (host, 69))
        expected = 1
        while True:
            packet, peer = sock.recvfrom(65536)
            opcode, block = struct.unpack("!HH", packet[:4])
            if opcode == 5:
                return 404, packet[4:-1]
            if opcode == 6:
                sock.sendto(b"\0\4\0\0", peer)
                continue
            sock.sendto(b"\0\4" + struct.pack("!H", block), peer)
            if block == expected & 0xFFFF:
                data += packet[4:]
                expected += 1
            if len(packet) - 4 < blksize:
                return 200, data


def dhcp_lease(vendor_class: str) -> Json:
    """What the network tells a telephone that knows nothing."""
    command = ["python3", "/opt/phone/dhcp_boot.py", vendor_class]
    said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=FETCH_TIMEOUT * 6)
    found: Json = json.loads(said.stdout)
    return found


def parse_yealink(text: str) -> Json:
    """The first account of a ``key = value`` file."""
    values = dict(re.findall(r"^\s*([\w.]+)\s*=[ \t]*(.*?)\s*$", text, re.MULTILINE))
    if not values.get("account.1.user_name") or values.get("account.1.enable") == "0":
        return {}
    return {
        "username": values["account.1.user_name"],
        "auth_username": values.get("account.1.auth_name") or values["account.1.user_name"],
        "password": values.get("account.1.password", ""),
        "display_name": values.get("account.1.display_name", ""),
        "registrar": values.get("account.1.sip_server.1.address") or values.get("account.1.sip_server_host", ""),
        "port": values.get("account.1.sip_server.1.port") or "5060",
    }


def parse_snom(text: str) -> Json:
    """The first identity of a ``<settings>`` document, or of the older ``key$: value`` text."""
    values: dict[str, str] = {}
    if text.lstrip().startswith("<"):
        root = ET.fromstring(text)
        for node in root.iter():
            if node.text is not None and node.get("idx", "1") in ("1", "0"):
                values.setdefault(node.tag, node.text.strip())
                values[f"{node.tag}#{node.get('idx', '')}"] = node.text.strip()
    else:
        for key, value in re.findall(r"^(\w+)[!&$]?:\s*(.*?)\s*$", text, re.MULTILINE):
            values[key.removesuffix("1")] = value

    def of(name: str) -> str:
        return values.get(f"{name}#1", values.get(name, ""))

    if not of("user_name"):
        return {}
    registrar, _, port = of("user_host").partition(":")
    return {
        "username": of("user_name"),
        "auth_username": of("user_pname") or of("user_name"),
        "password": of("user_pass"),
        "display_name": of("user_realname"),
        "registrar": registrar,
        "port": port or "5060",
    }


def parse_aastra(text: str) -> Json:
    """The first line of a ``name: value`` file."""
    values = dict(re.findall(r"^sip line1 ([\w ]+): (.*?)\s*$", text, re.MULTILINE))
    if not values.get("user name"):
        return {}
    return {
        "username": values["user name"],
        "auth_username": values.get("auth name") or values["user name"],
        "password": values.get("password", ""),
        "display_name": values.get("display name", ""),
        "registrar": values.get("registrar ip", ""),
        "port": values.get("registrar port") or "5060",
    }


PARSE = {"yealink": parse_yealink, "snom": parse_snom, "aastra": parse_aastra}


def answers_by_itself_yealink(text: str) -> bool:
    """Whether intercom is allowed, which it is unless the file says otherwise (administrator's guide, *Intercom*)."""
    return re.search(r"^\s*features\.intercom\.allow\s*=\s*0\s*$", text, re.MULTILINE) is None


def answers_by_itself_snom(text: str) -> bool:
    """``answer_after_policy``, which is ``off`` from firmware 7.1.39 on (Snom's page of that setting)."""
    found = re.search(r"<answer_after_policy[^>]*>\s*(\w+)\s*<", text) or re.search(
        r"^answer_after_policy[!&$]?:\s*(\w+)", text, re.MULTILINE
    )
    return found is not None and found[1] in ("always", "idle", "not_busy")


ALLOWS = {"yealink": answers_by_itself_yealink, "snom": answers_by_itself_snom}
AUTOMATIC = {
    # FAQ 546: one of these in Alert-Info; T4 guide: without ringing
    "yealink": re.compile(
        r"^Alert-Info:.*(auto answer|info\s*=\s*alert-autoanswer|answer-after\s*=\s*0)", re.IGNORECASE | re.MULTILINE
    ),
    # Intercom - Paging feature
    "snom": re.compile(r"^Alert-Info:.*;\s*info=alert-autoanswer", re.IGNORECASE | re.MULTILINE),
}
"""What of an INVITE makes whose telephone answer. A softphone heeds nothing."""
