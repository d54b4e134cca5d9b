# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of device and extension states, as Asterisk writes them (include/asterisk/devicestate.h, pbx.h)."""

from enum import IntFlag, StrEnum


class DeviceState(StrEnum):
    UNKNOWN = "UNKNOWN"
    NOT_INUSE = "NOT_INUSE"
    INUSE = "INUSE"
    BUSY = "BUSY"
    INVALID = "INVALID"
    UNAVAILABLE = "UNAVAILABLE"
    RINGING = "RINGING"
    RINGINUSE = "RINGINUSE"
    ONHOLD = "ONHOLD"


class ExtensionState(IntFlag):
    """A hint's state: `Status` of AMI ExtensionStatus, where -2 is removed and -1 deactivated."""

    NOT_INUSE = 0
    INUSE = 1
    BUSY = 2
    UNAVAILABLE = 4
    RINGING = 8
    ONHOLD = 16
