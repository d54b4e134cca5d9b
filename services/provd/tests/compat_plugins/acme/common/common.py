# SPDX-License-Identifier: GPL-3.0-or-later
"""A vendor that does not exist, in the form of the successor project's plugins."""

import logging
import os
import re

from provd.devices.pgasso import IMPROBABLE_SUPPORT
from twisted.internet import defer, threads
from wazo_provd import tzinform
from wazo_provd.devices.config import RawConfigError
from wazo_provd.devices.ident import RequestType
from wazo_provd.devices.pgasso import BasePgAssociator, DeviceSupport
from wazo_provd.plugins import (
    FetchfwPluginHelper,
    StandardPlugin,
    TemplatePluginHelper,
    add_wazo_phoned_user_service_url,
    add_xivo_phonebook_url,
)
from wazo_provd.servers.http import HTTPNoListingFileService
from wazo_provd.servers.tftp.service import TFTPFileService
from wazo_provd.synchronize import standard_sip_synchronize
from wazo_provd.util import format_mac, norm_mac

logger = logging.getLogger("plugin.wazo-acme")


class BaseAcmeHTTPDeviceInfoExtractor:
    _UA_REGEX = re.compile(rb"^Acme ([\w-]+) ([\d.]+) ([0-9a-f]{12})$", re.IGNORECASE)

    def extract(self, request, request_type):
        return defer.succeed(self._do_extract(request))

    def _do_extract(self, request):
        match = self._UA_REGEX.match(request.getHeader(b"User-Agent") or b"")
        if not match:
            return None
        model, version, mac = (group.decode("ascii") for group in match.groups())
        return {"vendor": "Acme", "model": model, "version": version, "mac": norm_mac(mac)}


class BaseAcmeTFTPDeviceInfoExtractor:
    def extract(self, request, request_type):
        assert request_type == RequestType.TFTP
        match = re.match(rb"^/?Acme/([0-9a-f]{12})\.cfg$", request.packet.filename)
        return {"vendor": "Acme", "mac": norm_mac(match.group(1).decode())} if match else None


class BaseAcmeDHCPDeviceInfoExtractor:
    def extract(self, request, request_type):
        # In a thread, as the few that look something up do it.
        return threads.deferToThread(self._do_extract, request.options, request.mac)

    def _do_extract(self, options, mac):
        if options.get(60, "").startswith("acme"):
            return {"vendor": "Acme", "mac": mac}
        return None


class BaseAcmePgAssociator(BasePgAssociator):
    def __init__(self, model_versions):
        super().__init__()
        self._model_versions = model_versions

    def _do_associate(self, vendor, model, version):
        if vendor != "Acme":
            return IMPROBABLE_SUPPORT
        if model not in self._model_versions:
            return DeviceSupport.PROBABLE
        return DeviceSupport.EXACT if self._model_versions[model] == version else DeviceSupport.COMPLETE


class BaseAcmePlugin(StandardPlugin):
    _ENCODING = "ISO-8859-1"
    _SENSITIVE_FILENAME_REGEX = re.compile(r"^[0-9a-f]{12}\.cfg$")

    def __init__(self, app, plugin_dir, gen_cfg, spec_cfg):
        super().__init__(app, plugin_dir, gen_cfg, spec_cfg)
        self._app = app
        self._tpl_helper = TemplatePluginHelper(plugin_dir)
        downloaders = FetchfwPluginHelper.new_downloaders(gen_cfg.get("proxies"))
        fetchfw_helper = FetchfwPluginHelper(plugin_dir, downloaders)
        fetchfw_helper.root_dir = os.path.join(self._tftpboot_dir, "Acme")
        self.services = fetchfw_helper.services()
        self.http_service = HTTPNoListingFileService(self._tftpboot_dir)
        self.tftp_service = TFTPFileService(self._tftpboot_dir)

    http_dev_info_extractor = BaseAcmeHTTPDeviceInfoExtractor()
    tftp_dev_info_extractor = BaseAcmeTFTPDeviceInfoExtractor()
    dhcp_dev_info_extractor = BaseAcmeDHCPDeviceInfoExtractor()

    def configure_common(self, raw_config):
        tpl = self._tpl_helper.get_template("common.tpl")
        for name in ("acme.cfg", "A20.cfg"):
            self._tpl_helper.dump(tpl, raw_config, os.path.join(self._tftpboot_dir, "Acme", name), self._ENCODING)

    def configure(self, device, raw_config):
        if "mac" not in device:
            raise RawConfigError("MAC address needed to configure device")
        filename = self._dev_specific_filename(device)
        tpl = self._tpl_helper.get_dev_template(filename, device)
        self._add_timezone(raw_config)
        add_xivo_phonebook_url(raw_config, "aastra", entry_point="menu")
        add_wazo_phoned_user_service_url(raw_config, "acme", "dnd")
        self._tpl_helper.dump(tpl, raw_config, os.path.join(self._tftpboot_dir, "Acme", filename), self._ENCODING)
        with open(os.path.join(self._tftpboot_dir, f"{filename}.contacts"), "w") as contacts:
            contacts.write(f"for {device['mac']}\n")

    def deconfigure(self, device):
        os.remove(os.path.join(self._tftpboot_dir, "Acme", self._dev_specific_filename(device)))

    def synchronize(self, device, raw_config):
        deferred = standard_sip_synchronize(device, "check-sync", extra_vars=["Content=>reboot"])
        return deferred.addCallback(lambda _: self._app.dev_update({"id": device["id"], "options": {"seen": True}}))

    def get_remote_state_trigger_filename(self, device):
        return self._dev_specific_filename(device) if "mac" in device else None

    def is_sensitive_filename(self, filename):
        return bool(self._SENSITIVE_FILENAME_REGEX.match(filename))

    def _dev_specific_filename(self, device):
        return f"{format_mac(device['mac'], separator='', uppercase=False)}.cfg"

    def _add_timezone(self, raw_config):
        try:
            info = tzinform.get_timezone_info(raw_config.get("timezone", ""))
        except tzinform.TimezoneNotFoundError as e:
            logger.warning("Unknown timezone: %s", e)
            return
        raw_config["XX_offset"] = info["utcoffset"].as_minutes
        if info["dst"]:
            start = info["dst"]["start"]
            week, weekday = map(int, start["day"][1:].split("."))
            weekday = tzinform.week_start_on_monday(weekday)
            raw_config["XX_dst"] = f"{start['month']}/{week}/{weekday} {start['time'].as_hours}h"
