# SPDX-License-Identifier: GPL-3.0-or-later
"""How well a plugin serves a device; the best one gets it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from enum import IntEnum

from .ident import DeviceInfo


class DeviceSupport(IntEnum):
    NONE = 0
    IMPROBABLE = 100
    UNKNOWN = 200
    PROBABLE = 300
    INCOMPLETE = 400
    COMPLETE = 500
    EXACT = 600


class BasePgAssociator(ABC):
    """Answers for a device of which at least the vendor is known."""

    def associate(self, dev_info: DeviceInfo) -> DeviceSupport:
        vendor = dev_info.get("vendor")
        if not vendor:
            return DeviceSupport.UNKNOWN
        return self._do_associate(vendor, dev_info.get("model"), dev_info.get("version"))

    @abstractmethod
    def _do_associate(self, vendor: str, model: str | None, version: str | None) -> DeviceSupport:
        """The support level for this hardware; the model and the version may be unknown."""


class NullPgAssociator(BasePgAssociator):
    """Never chosen by itself."""

    def associate(self, _dev_info: DeviceInfo) -> DeviceSupport:
        return DeviceSupport.NONE

    def _do_associate(self, _vendor: str, _model: str | None, _version: str | None) -> DeviceSupport:
        return DeviceSupport.NONE
