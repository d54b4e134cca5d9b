# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ...crud.errors import wrong_field
from ...crud.settings import Settings
from ...edge.unit import Unit
from .schemas import DahdiGeneral


async def check(_unit: Unit, settings: DahdiGeneral) -> None:
    sources = [span.timing for span in settings.spans if span.timing]
    if len(set(sources)) < len(sources):
        raise wrong_field("spans", "two of them have the same timing")
    for number, span in enumerate(settings.spans, 1):
        if span.signalling.startswith("pri") != (span.line == "e1"):
            raise wrong_field("spans", f"span {number}: a line {span.line} cannot have signalling {span.signalling}")
        if span.timing and "_net" in span.signalling:
            raise wrong_field("spans", f"span {number}: the clock is not taken from who takes it from us: timing 0")


DAHDI_GENERAL = Settings(name="dahdi_general", body=DahdiGeneral, check=check)
router = DAHDI_GENERAL.router()
