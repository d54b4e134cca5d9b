# SPDX-License-Identifier: GPL-3.0-or-later
"""Errors of the REST API; the body is ``{"error": text}``."""

from __future__ import annotations

from xivo_base.errors import ApiError


class BadRequest(ApiError):
    status = 400
    error_id = "bad-request"
    template = "{reason}"


class InvalidSelector(ApiError):
    status = 400
    error_id = "invalid-selector"
    template = "invalid selector: {reason}"


class InvalidDeviceId(ApiError):
    status = 400
    error_id = "invalid-device-id"
    template = "invalid device ID"


class DeviceNotFound(ApiError):
    status = 404
    error_id = "device-not-found"
    template = "no such device: {device_id}"


class DeviceIdTaken(ApiError):
    status = 409
    error_id = "device-id-taken"
    template = "a device with this id exists: {device_id}"


class TooManySynchronizations(ApiError):
    status = 409
    error_id = "too-many-synchronizations"
    template = "too many synchronisations of many devices are under way"


class ConfigNotFound(ApiError):
    status = 404
    error_id = "config-not-found"
    template = "no such config: {config_id}"


class ConfigIdTaken(ApiError):
    status = 409
    error_id = "config-id-taken"
    template = "a config with this id exists: {config_id}"


class ConfigNotDeletable(ApiError):
    status = 403
    error_id = "config-not-deletable"
    template = "this config is not deletable: {config_id}"


class NoAutocreateConfig(ApiError):
    status = 409
    error_id = "no-autocreate-config"
    template = "no config has the autocreate role"


class PluginNotFound(ApiError):
    status = 404
    error_id = "plugin-not-found"
    template = "no such plugin: {plugin_id}"


class PackageNotInstallable(ApiError):
    status = 400
    error_id = "package-not-installable"
    template = "no such installable package: {package_id}"


class PackageNotInstalled(ApiError):
    status = 400
    error_id = "package-not-installed"
    template = "no such installed package: {package_id}"


class PackageRefused(ApiError):
    status = 400
    error_id = "package-refused"
    template = "{reason}"


class ConfirmationNeeded(ApiError):
    status = 400
    error_id = "confirmation-needed"
    template = "package {package_id} is installed when it is confirmed: {confirm}"


class TemplateFailed(ApiError):
    status = 409
    error_id = "template-failed"
    template = "{reason}"


class ServiceNotFound(ApiError):
    status = 404
    error_id = "service-not-found"
    template = "plugin {plugin_id} has no such service"


class PluginLoadFailed(ApiError):
    status = 500
    error_id = "plugin-load-failed"
    template = "plugin {plugin_id} does not load: {reason}"


class OperationNotFound(ApiError):
    status = 404
    error_id = "operation-not-found"
    template = "no such operation: {operation_id}"


class ParameterNotFound(ApiError):
    status = 404
    error_id = "parameter-not-found"
    template = "no such parameter: {parameter_id}"


class BindingNotFound(ApiError):
    status = 404
    error_id = "binding-not-found"
    template = "the device is not bound to an address: {device_id}"


class BanNotFound(ApiError):
    status = 404
    error_id = "ban-not-found"
    template = "the address is not banned: {address}"
