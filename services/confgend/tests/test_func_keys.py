# SPDX-License-Identifier: GPL-3.0-or-later
"""The hints of function keys whose lamp is a service's or a forward's."""

from __future__ import annotations

from typing import Any

from xivo_asterisk.dialplan_check import check_dialplan
from xivo_confgend.generators.extensions import ExtensionsGenerator
from xivo_confgend.settings import AsteriskSettings
from xivo_confgend.snapshot import Snapshot
from xivo_confgend.testing import company

CODES = {"phoneprogfunckey": "_*735.", "enablednd": "*25", "fwdunc": "_*21."}


def extensions(*destinations: dict[str, Any], **codes: bool) -> str:
    data = company(1)
    data["extension_features"] = [
        {"id": place, "feature": feature, "exten": exten, "enabled": codes.get(feature, True)}
        for place, (feature, exten) in enumerate(CODES.items())
    ]
    data["watched_func_keys"] = [{"user_id": 1, "destination": destination} for destination in destinations]
    text = ExtensionsGenerator(AsteriskSettings()).generate(Snapshot(data))
    assert check_dialplan(text) == []
    return text


FORWARD = {"type": "forward", "forward": "unconditional", "exten": "102"}


def test_a_lamp_watches_the_number_of_its_key() -> None:  # API-083, CC-117
    text = extensions({"type": "service", "service": "enablednd"}, FORWARD, {**FORWARD, "exten": None})
    for number in ("*7351***225", "*7351***221*102", "*7351***221"):
        assert f"exten => {number},hint,Custom:{number}\n" in text


def test_two_keys_of_one_number_have_one_hint() -> None:
    assert extensions(FORWARD, FORWARD).count("hint,Custom:") == 1


def test_none_while_the_service_is_off() -> None:
    assert "hint,Custom:" not in extensions(FORWARD, fwdunc=False)
    assert "hint,Custom:" not in extensions(FORWARD, phoneprogfunckey=False)
