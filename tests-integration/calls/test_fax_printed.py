# SPDX-License-Identifier: GPL-3.0-or-later
"""A fax that comes in is printed by the office's CUPS server."""

from __future__ import annotations

import base64
import gzip
from collections.abc import Iterator

import httpx
import pytest
from fax_page import tiff
from offices import Office
from test_fax import PAGE, SENDER, SENDERS, has_the_pages, restarted, written
from xivo_testkit.fleet import Fleet, eventually

pytestmark = pytest.mark.integration

DID, SPOOL, RULES_FILE = "0299170009", "/tmp/cups/spool", "/etc/xivo/asterisk/xivo_fax.conf"
RULES = """[printer_office]
name = office

[dstnum_default]
dest = printer_office
"""


@pytest.fixture
def rules(fleet: Fleet) -> Iterator[None]:
    """The shipped ones are back at the end."""
    page = base64.b64encode(gzip.compress(tiff(2))).decode()
    fleet.exec("asterisk", "sh", "-c", f"echo {page} | base64 -d | gzip -d >{PAGE}")
    shipped = fleet.exec("agid", "cat", RULES_FILE)
    written(fleet, RULES_FILE, RULES)
    restarted(fleet)
    yield
    written(fleet, RULES_FILE, shipped)
    fleet.exec("asterisk", "rm", "-f", PAGE)
    restarted(fleet)


@pytest.mark.usefixtures("rules")
def test_its_pages_are_on_the_printer(office: Office, fleet: Fleet) -> None:  # ADM-198
    fleet.exec("printer", "sh", "-c", f"rm -f {SPOOL}/d*")
    office.make("/configuration_files", name="fax-senders.conf", content=SENDERS)
    to = {"type": "application", "application": "faxtomail", "email": "alice@example.com"}
    office.incall(DID, to)
    who = {"Channel": f"Local/{DID}@from-extern/n", "CallerID": SENDER, "Async": "true", "Timeout": 30000}
    url = f"{fleet.url('amid', 9491)}/1.0/action/Originate"
    there = {"Context": "fax-senders", "Exten": "s", "Priority": 1}
    answer = httpx.post(url, json={**who, **there}, headers={"X-Auth-Token": fleet.token()}, timeout=30)
    assert answer.status_code == 200, answer.text

    def printed() -> bool:
        (document,) = fleet.exec("printer", "sh", "-c", f"ls {SPOOL}/d*").split()
        return has_the_pages(base64.b64decode(fleet.exec("printer", "base64", document)))

    eventually(printed, 90, every=0.5, what="the pages")
