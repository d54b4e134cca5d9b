# SPDX-License-Identifier: GPL-3.0-or-later
"""What a provisioning plugin imports."""

from .association import BasePgAssociator, DeviceSupport, NullPgAssociator
from .base import (
    Device,
    DevInfoExtractor,
    Plugin,
    PluginApp,
    RawConfig,
    StandardPlugin,
    TemplatePluginHelper,
    standard_sip_synchronize,
)
from .errors import PluginError, RawConfigError, SynchronizeError
from .files import Files
from .ident import DeviceInfo, DHCPRequest, HTTPRequest, Request, RequestType, TFTPRequest
from .identifiers import format_mac, is_normed_mac, is_normed_uuid, norm_mac, norm_uuid
from .timezones import SummerTime, Timezone, TimezoneNotFoundError, get_timezone_info, week_start_on_monday

__all__ = [
    "BasePgAssociator",
    "DHCPRequest",
    "DevInfoExtractor",
    "Device",
    "DeviceInfo",
    "DeviceSupport",
    "Files",
    "HTTPRequest",
    "NullPgAssociator",
    "Plugin",
    "PluginApp",
    "PluginError",
    "RawConfig",
    "RawConfigError",
    "Request",
    "RequestType",
    "StandardPlugin",
    "SummerTime",
    "SynchronizeError",
    "TFTPRequest",
    "TemplatePluginHelper",
    "Timezone",
    "TimezoneNotFoundError",
    "format_mac",
    "get_timezone_info",
    "is_normed_mac",
    "is_normed_uuid",
    "norm_mac",
    "norm_uuid",
    "standard_sip_synchronize",
    "week_start_on_monday",
]
