# SPDX-License-Identifier: GPL-3.0-or-later
from collections.abc import Mapping
from types import MappingProxyType

from xivo_base.errors import ApiError


class UnknownCommand(ApiError):
    status = 400
    error_id = "unknown-command"
    template = "Command {command!r} is not allowed"


class UnknownService(ApiError):
    status = 400
    error_id = "unknown-service"
    template = "Service {service!r} is not one of those that can be controlled: asterisk"


class Away(ApiError):
    """A neighbour does not answer: try again soon."""

    status = 503
    headers: Mapping[str, str] = MappingProxyType({"Retry-After": "2"})


class ConfigurationUnavailable(Away):
    error_id = "configuration-unavailable"
    template = "The configuration cannot be generated now: {cause}"


class ProvisioningKeyUnavailable(Away):
    error_id = "provisioning-key-unavailable"
    template = "The key of the provisioning URL cannot be read from provd: {cause}"


class AsteriskAway(Away):
    error_id = "asterisk-unavailable"
    template = "Asterisk cannot be reached: {cause}"


class MediaNotFound(ApiError):
    status = 404
    error_id = "media-not-found"
    template = "No such folder or file: {name}"


class MediaExists(ApiError):
    status = 400
    error_id = "media-exists"
    template = "{name} exists, or belongs to the system"


class MediaTooLarge(ApiError):
    status = 413
    error_id = "media-too-large"
    template = "The file has more than {limit} bytes"
