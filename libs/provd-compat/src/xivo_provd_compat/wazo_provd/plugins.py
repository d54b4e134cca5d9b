# SPDX-License-Identifier: GPL-3.0-or-later
"""What plugins derive from, and the helper for their templates."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from typing import Any

import jinja2

from .. import writes
from ..twisted.internet import defer
from .devices.pgasso import BasePgAssociator, DeviceSupport
from .packages import FetchfwPluginHelper
from .phonebook import (
    add_wazo_phonebook_url_from_format_v2,
    add_wazo_phonebook_url_v2,
    add_wazo_phoned_user_service_url,
    add_xivo_phonebook_url,
    add_xivo_phonebook_url_from_format,
)


class NullAssociator(BasePgAssociator):
    """Of a plugin that does not say what it serves: it is never chosen by itself."""

    def associate(self, dev_info: dict[str, Any]) -> int:
        return DeviceSupport.NONE


class PluginInfo(dict[str, Any]):
    """``plugin.info`` for some plugins, ``plugin.info()`` for others."""

    def __call__(self) -> dict[str, Any]:
        return self


class Plugin:
    """One vendor family at one firmware version."""

    IS_PLUGIN = False

    id: str = ""
    services: dict[str, Any] = {}
    http_service: Any = None
    tftp_service: Any = None
    http_dev_info_extractor: Any = None
    tftp_dev_info_extractor: Any = None
    dhcp_dev_info_extractor: Any = None
    pg_associator: Any = NullAssociator()

    def __init__(self, app: Any, plugin_dir: str, gen_cfg: dict[str, Any], spec_cfg: dict[str, Any]) -> None:
        self._app = app
        self.app = app
        self._plugin_dir = plugin_dir
        self._gen_cfg = gen_cfg
        self._spec_cfg = spec_cfg

    @property
    def info(self) -> Any:
        with open(os.path.join(self._plugin_dir, "plugin-info"), encoding="utf-8") as file:
            return PluginInfo(json.load(file))

    def close(self) -> None:
        """Of the interface; a worker ends without it."""

    def configure_common(self, raw_config: dict[str, Any]) -> None: ...

    def configure(self, device: dict[str, Any], raw_config: dict[str, Any]) -> None: ...

    def deconfigure(self, device: dict[str, Any]) -> None: ...

    def synchronize(self, device: dict[str, Any], raw_config: dict[str, Any]) -> Any:
        return defer.fail(Exception("operation not supported"))

    def get_remote_state_trigger_filename(self, device: dict[str, Any]) -> str | None:
        return None

    def is_sensitive_filename(self, filename: str) -> bool:
        return False


class StandardPlugin(Plugin):
    """A plugin with the usual folders."""

    _TFTPBOOT_DIR = os.path.join("var", "tftpboot")

    def __init__(self, app: Any, plugin_dir: str, gen_cfg: dict[str, Any], spec_cfg: dict[str, Any]) -> None:
        super().__init__(app, plugin_dir, gen_cfg, spec_cfg)
        self._tftpboot_dir = os.path.join(plugin_dir, self._TFTPBOOT_DIR)


class _TemplateLoader(jinja2.FileSystemLoader):
    """Notices, too, when an administrator puts a template before one that is in use."""

    def get_source(self, environment: jinja2.Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        source, filename, is_unchanged = super().get_source(environment, template)

        def is_current() -> bool:
            names = (os.path.join(folder, template) for folder in self.searchpath)
            return is_unchanged() and next(filter(os.path.isfile, names), None) == filename

        return source, filename, is_current


class _Environment(jinja2.Environment):
    """Templates of the time of Python 2, many of them an administrator's, use the names that mappings had then."""

    _OF_PYTHON_2 = {"iteritems": "items", "iterkeys": "keys", "itervalues": "values"}

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, dict) and attribute in self._OF_PYTHON_2 and attribute not in obj:
            return getattr(obj, self._OF_PYTHON_2[attribute])
        return super().getattr(obj, attribute)


class TemplatePluginHelper:
    """Jinja2 over ``var/templates`` first, then ``templates``."""

    DEFAULT_TPL_DIR = "templates"
    CUSTOM_TPL_DIR = os.path.join("var", "templates")
    NEW_LINE = "\n"

    def __init__(self, plugin_dir: str) -> None:
        folders = [os.path.join(plugin_dir, self.CUSTOM_TPL_DIR), os.path.join(plugin_dir, self.DEFAULT_TPL_DIR)]
        # The files are not HTML; plugins escape in their templates.
        self._env = _Environment(loader=_TemplateLoader(folders))

    def get_dev_template(self, filename: str | None, dev: dict[str, Any]) -> jinja2.Template:
        """Of the device's own file, else of its model, else ``base.tpl``."""
        names = [f"{filename}.tpl"] if filename else []
        if model := dev.get("model"):
            names.append(f"{model}.tpl")
        return self._env.select_template([*names, "base.tpl"])

    def get_template(self, name: str) -> jinja2.Template:
        return self._env.get_template(name)

    def dump(
        self,
        template: jinja2.Template,
        context: dict[str, Any],
        filename: str,
        encoding: str = "UTF-8",
        errors: str = "strict",
    ) -> None:
        """Write the file; within a hook it goes to the daemon and not to the disk."""
        if writes.collect(filename, self.render(template, context, encoding, errors)):
            return
        temporary = f"{filename}.tmp"
        template.stream(context).dump(temporary, encoding, errors)
        os.replace(temporary, filename)

    def render(
        self, template: jinja2.Template, context: dict[str, Any], encoding: str = "UTF-8", errors: str = "replace"
    ) -> bytes:
        return template.render(context).encode(encoding, errors)


__all__ = [
    "FetchfwPluginHelper",
    "Plugin",
    "StandardPlugin",
    "TemplatePluginHelper",
    "add_wazo_phonebook_url_from_format_v2",
    "add_wazo_phonebook_url_v2",
    "add_wazo_phoned_user_service_url",
    "add_xivo_phonebook_url",
    "add_xivo_phonebook_url_from_format",
]
