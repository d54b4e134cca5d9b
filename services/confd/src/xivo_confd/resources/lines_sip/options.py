# SPDX-License-Identifier: GPL-3.0-or-later
"""A SIP line's own ``options``, pairs of a name and a value: where it differs from the general settings of SIP."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from ...edge.bodies import DOCUMENTED

_CODECS = "alaw|ulaw|g722|g729|gsm|g726|g723|ilbc|speex|opus|slin|h263|h263p|h264|vp8"
_YES_NO = "yes|no"
_VALUES = {
    "allow": f"({_CODECS})(,({_CODECS}))*",
    "directmedia": _YES_NO,
    "dtmfmode": "auto|rfc2833|info|inband",
    "encryption": "no|sdes",
    "nat": _YES_NO,
    "rtp_ipv6": _YES_NO,
    "webrtc": _YES_NO,
}


def _known(options: list[list[str]]) -> list[list[str]]:
    for name, value in options:
        if name not in _VALUES:
            raise _wrong(f"{name} is none of {', '.join(_VALUES)}")
        if not re.fullmatch(_VALUES[name], value):
            raise _wrong(f"{name} cannot be {value}")
    if len({name for name, _ in options}) < len(options):
        raise _wrong("each name only once")
    return options


def _wrong(explanation: str) -> PydanticCustomError:
    shown: dict[str, Any] = {"explanation": explanation}
    return PydanticCustomError(DOCUMENTED, "Invalid parameters: options: {explanation}", shown)


Pair = Annotated[list[Annotated[str, Field(max_length=200)]], Field(min_length=2, max_length=2)]
Options = Annotated[
    list[Pair],
    AfterValidator(_known),
    Field(max_length=len(_VALUES), description=f"Pairs of a name and a value; names: {', '.join(_VALUES)}"),
]
