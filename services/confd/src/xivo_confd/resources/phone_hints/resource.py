# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ...crud.looks import DEFAULT_GROUP, WithLooks
from ...crud.resource import Resource
from .model import PhoneHint
from .schemas import SHIPPED, PhoneHintBody


class PhoneHintService(WithLooks[PhoneHint]):
    field = "hints"
    states = tuple(SHIPPED)


PHONE_HINTS = Resource(
    plural="phone_hints",
    singular="phone_hint",
    title="PhoneHint",
    model=PhoneHint,
    body=PhoneHintBody,
    service=PhoneHintService,
    lasting=frozenset({DEFAULT_GROUP}),
)
router = PHONE_HINTS.router()
