# SPDX-License-Identifier: GPL-3.0-or-later
"""How well a plugin serves a device."""

from __future__ import annotations

from enum import IntEnum
from typing import Any


class DeviceSupport(IntEnum):
    NONE = 0
    IMPROBABLE = 100
    UNKNOWN = 200
    PROBABLE = 300
    INCOMPLETE = 400
    COMPLETE = 500
    EXACT = 600


# The names of 2015.
NO_SUPPORT = DeviceSupport.NONE
IMPROBABLE_SUPPORT = DeviceSupport.IMPROBABLE
UNKNOWN_SUPPORT = DeviceSupport.UNKNOWN
PROBABLE_SUPPORT = DeviceSupport.PROBABLE
INCOMPLETE_SUPPORT = DeviceSupport.INCOMPLETE
COMPLETE_SUPPORT = DeviceSupport.COMPLETE
FULL_SUPPORT = DeviceSupport.EXACT
EXACT_SUPPORT = DeviceSupport.EXACT


class BasePgAssociator:
    """A plugin's own answers in ``_do_associate``, for devices of which at least the vendor is known."""

    def associate(self, dev_info: dict[str, Any]) -> int:
        vendor = dev_info.get("vendor")
        if vendor is None:
            return DeviceSupport.UNKNOWN
        return self._do_associate(vendor, dev_info.get("model"), dev_info.get("version"))

    def _do_associate(self, vendor: str, model: str | None, version: str | None) -> int:
        raise NotImplementedError("must be overridden in derived class")
