# SPDX-License-Identifier: GPL-3.0-or-later
"""Every name that the plugins are known to import is there, under each name of its module."""

from __future__ import annotations

import importlib

import pytest

NAMES = {
    "plugins": (
        "StandardPlugin Plugin TemplatePluginHelper FetchfwPluginHelper add_xivo_phonebook_url "
        "add_xivo_phonebook_url_from_format add_wazo_phonebook_url_v2 add_wazo_phonebook_url_from_format_v2 "
        "add_wazo_phoned_user_service_url"
    ),
    "devices.pgasso": (
        "BasePgAssociator DeviceSupport NO_SUPPORT IMPROBABLE_SUPPORT UNKNOWN_SUPPORT PROBABLE_SUPPORT "
        "COMPLETE_SUPPORT FULL_SUPPORT"
    ),
    "devices.ident": "RequestType DHCPRequest",
    "devices.config": "RawConfigError",
    "servers.http": "HTTPNoListingFileService",
    "servers.http_site": "Request",
    "servers.tftp.service": "TFTPFileService TFTPNullService TFTPRequest",
    "servers.tftp.packet": "Packet",
    "synchronize": "standard_sip_synchronize",
    "tzinform": "get_timezone_info TimezoneNotFoundError week_start_on_monday Time TextTimezoneInfoDB",
    "util": "norm_mac format_mac norm_uuid is_normed_uuid decode_bytes encode_bytes",
    "services": "JsonConfigPersister PersistentConfigureServiceDecorator",
}
TWISTED = {
    "twisted.internet.defer": "succeed fail Deferred inlineCallbacks",
    "twisted.internet.threads": "deferToThread",
    "twisted.internet.reactor": "callFromThread",
    "twisted.web.resource": "NoResource Resource",
}
METHODS = {
    "TemplatePluginHelper": "get_dev_template get_template dump render",
    "FetchfwPluginHelper": (
        "new_downloaders new_handlers new_downloaders_from_handlers services "
        "install uninstall upgrade list_installable list_installed"
    ),
    "StandardPlugin": (
        "configure_common configure deconfigure synchronize get_remote_state_trigger_filename is_sensitive_filename "
        "services info http_service tftp_service pg_associator http_dev_info_extractor tftp_dev_info_extractor "
        "dhcp_dev_info_extractor"
    ),
}


@pytest.mark.usefixtures("aliases")
class TestNames:
    @pytest.mark.parametrize("root", ["wazo_provd", "provd"])
    def test_modules_of_the_daemon(self, root):
        for module, names in NAMES.items():
            found = importlib.import_module(f"{root}.{module}")
            assert [name for name in names.split() if not hasattr(found, name)] == []

    def test_modules_of_twisted(self):
        for module, names in TWISTED.items():
            found = importlib.import_module(module)
            assert [name for name in names.split() if not hasattr(found, name)] == []

    def test_versions_of_firmware_are_compared(self):
        parse_version = importlib.import_module("pkg_resources").parse_version
        assert parse_version("8.7.5.35") > parse_version("8.7.5.9") > parse_version("7.0.0.0")
        with pytest.raises(ValueError, match="Invalid version"):
            parse_version("83.V2.48.0")

    def test_methods_and_hooks(self):
        plugins = importlib.import_module("wazo_provd.plugins")
        for name, methods in METHODS.items():
            assert [method for method in methods.split() if not hasattr(getattr(plugins, name), method)] == []

    def test_a_class_is_the_same_under_both_names(self):
        old, new = importlib.import_module("provd.plugins"), importlib.import_module("wazo_provd.plugins")
        assert old.Plugin is new.Plugin
        assert old is new

    def test_what_is_not_there_is_an_import_error(self):
        for name in ("wazo_provd.nope", "provd.devices.nope", "twisted.conch"):
            with pytest.raises(ModuleNotFoundError, match="not among what plugins are known to import"):
                importlib.import_module(name)


def test_without_a_worker_the_names_are_not_there():
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("wazo_provd")
