# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of telephony cards, as the manual shows them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from xivo_confgend.generators.dahdi import DahdiChannelsGenerator, DahdiSystemGenerator
from xivo_confgend.snapshot import Snapshot
from xivo_confgend.testing import company

GOLDEN = Path(__file__).parent / "golden"
PROVIDER: dict[str, Any] = {
    "line": "e1",
    "timing": 1,
    "crc4": False,
    "signalling": "pri_cpe",
    "switchtype": "euroisdn",
    "context": "from-extern",
    "groups": [0, 11],
    "overlapdial": False,
}
PBX = {**PROVIDER, "timing": 0, "signalling": "pri_net", "context": "from-pabx", "overlapdial": True}
BETWEEN = [
    PROVIDER,
    {**PROVIDER, "timing": 2, "groups": [0, 12]},
    {**PBX, "groups": [2, 13]},
    {**PBX, "groups": [2, 14]},
]
TELEPHONE = {"module": "fxs", "context": "default", "groups": [5], "callerid": '"Channel 32" <4032>', "mailbox": "4032"}


def written(spans: list[dict[str, Any]], *ports: dict[str, Any]) -> tuple[str, str]:
    """system.conf and dahdi-channels.conf."""
    data = company(1)
    data["settings"] = {**data["settings"], "dahdi_general": {"spans": spans, "ports": list(ports)}}
    snapshot = Snapshot(data)
    return DahdiSystemGenerator().generate(snapshot), DahdiChannelsGenerator().generate(snapshot)


def test_between_a_provider_and_an_old_pbx() -> None:  # ADM-237, ADM-249, ADM-251, ADM-276, ADM-277
    for name, text in zip(("dahdi-system.conf", "dahdi-channels.conf"), written(BETWEEN), strict=True):
        golden = GOLDEN / name
        if os.environ.get("UPDATE_GOLDEN"):
            golden.write_text(text)
        assert text == golden.read_text()


def test_a_basic_rate_line() -> None:  # ADM-228, ADM-229
    system, channels = written([{**PROVIDER, "line": "bri", "signalling": "bri_cpe"}])
    assert "span=1,1,0,ccs,ami\nbchan=1-2\nhardhdlc=3\nechocanceller=mg2,1-2\n" in system
    assert "signalling = bri_cpe\nchannel => 1-2\n" in channels


def test_a_telephone_after_a_span_has_nothing_of_it_but_its_number() -> None:  # ADM-242, ADM-251
    system, channels = written([PROVIDER], TELEPHONE, {**TELEPHONE, "module": "fxo", "callerid": "", "mailbox": ""})
    assert "fxoks=32\nechocanceller=mg2,32\n" in system
    telephone = 'signalling = fxo_ks\ncallerid = "Channel 32" <4032>\nmailbox = 4032\ngroup = 5\ncontext = default\n'
    assert telephone + "channel => 32\n" in channels
    line = "signalling = fxs_ks\ncallerid = asreceived\nmailbox = \ngroup = 5\ncontext = default\nchannel => 33\n"
    assert line in channels
