# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ...errors import NotFound, Refusal


class DeviceNotFound(NotFound):
    templates = ("Not found", "Resource Not Found - Device was not found ('id': {device_id})")


class InvalidDevice(Refusal):
    """`field` is ip, mac, options or options.switchboard."""

    templates = ("Invalid parameters: {field}",)


class DeviceExists(Refusal):
    templates = ("device {mac} already exists",)


class NoSuchPlugin(Refusal):
    templates = ("Nonexistent parameters: plugin {plugin} does not exist",)


class NoSuchTemplate(Refusal):
    templates = ("Nonexistent parameters: template_id {template_id} does not exist",)


class LineNotFoundForDevice(NotFound):
    templates = (
        "Line with id={line_id} does not exist",
        "Resource Not Found - Line was not found ('id': {line_id})",
    )


class LineNotOnDevice(Refusal):
    templates = ("Invalid parameters: line {line_id} is not on device {device_id}",)


class LineNotOfProtocol(Refusal):
    templates = (
        "Invalid parameters: device {device_id} works in SCCP mode only, line {line_id} is of protocol {protocol}",
    )


class DeviceNotCreated(Refusal):
    templates = ("error while creating Device: {explanation}",)


class DeviceNotDeleted(Refusal):
    templates = (
        "error while deleting Device: the device is still linked to line {line_id}",
        "Resource Error - Device is associated with a Line ('line_id': {line_id}, 'device_id': '{device_id}')",
    )


class DeviceNotSynchronized(Refusal):
    templates = ("error while synchronizing Device: {explanation}",)


class DeviceNotConfigured(Refusal):
    templates = ("error while configuring Device: {explanation}",)
