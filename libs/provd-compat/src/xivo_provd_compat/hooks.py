# SPDX-License-Identifier: GPL-3.0-or-later
"""What the daemon may call, by name. A hook returns its answer, or a Deferred of it."""

from __future__ import annotations

import base64
import contextlib
import os
from collections.abc import Callable
from typing import Any

from . import resolving, writes
from .loading import load
from .wazo_provd.devices.ident import DHCPRequest, OptionText, RequestType
from .wazo_provd.packages import FetchfwPluginHelper
from .wazo_provd.plugins import Plugin
from .wazo_provd.servers.http_site import Request
from .wazo_provd.servers.tftp.packet import Packet
from .wazo_provd.servers.tftp.service import TFTPRequest

Arguments = dict[str, Any]


class NoSuchHook(LookupError):
    """The daemon and the worker are not of one release."""


class Hooks:
    def __init__(self, plugin_dir: str, landlock_abi: int) -> None:
        self._plugin_dir = plugin_dir
        self._landlock_abi = landlock_abi
        self._plugin: Plugin | None = None
        self._by_name: dict[str, Callable[[Arguments], Any]] = {
            "load": self._load,
            "identify": self._identify,
            "associate": self._associate,
            "is_sensitive": lambda args: bool(self._loaded().is_sensitive_filename(args["filename"])),
            "configure_common": self._configure_common,
            "configure": self._configure,
            "deconfigure": self._deconfigure,
            "synchronize": lambda args: self._loaded().synchronize(args["device"], args["raw_config"]),
            "trigger_filename": lambda args: self._loaded().get_remote_state_trigger_filename(args["device"]),
            "resolve": self._resolve,
            "install": self._install_service,
            "configuration": self._configuration,
            "get_parameter": lambda args: self._service("configure").get(args["name"]),
            "set_parameter": self._set_parameter,
        }

    def call(self, name: str, arguments: Arguments) -> Any:
        """Raises NoSuchHook, and whatever the plugin raises."""
        hook = self._by_name.get(name)
        if hook is None:
            raise NoSuchHook(name)
        return hook(arguments)

    def _loaded(self) -> Plugin:
        if self._plugin is None:
            raise NoSuchHook("the plugin is not loaded")
        return self._plugin

    def _load(self, args: Arguments) -> Any:
        tftpboot = os.path.join(self._plugin_dir, "var", "tftpboot")
        writes.set_root(tftpboot)
        plugin = self._plugin = load(args["id"], self._plugin_dir, args["gen_cfg"], args["spec_cfg"])
        install = plugin.services.get("install")
        root = writes.name_below_root(install.root_dir) if isinstance(install, FetchfwPluginHelper) else None
        return {
            "landlock": self._landlock_abi,
            "services": sorted(plugin.services),
            "packages": type(install) is FetchfwPluginHelper,
            "packages_root": root or "",
            "info": plugin.info() if callable(plugin.info) else plugin.info,
            "http": resolving.kind_of_http(plugin),
            "tftp": resolving.kind_of_tftp(plugin),
            "extractors": [kind.value for kind in RequestType if self._extractor(kind) is not None],
        }

    def _extractor(self, kind: RequestType) -> Any:
        return getattr(self._loaded(), f"{kind.value}_dev_info_extractor", None)

    def _identify(self, args: Arguments) -> Any:
        kind = RequestType(args["type"])
        extractor = self._extractor(kind)
        return extractor.extract(_request(kind, args), kind) if extractor is not None else None

    def _associate(self, args: Arguments) -> int:
        associator = self._loaded().pg_associator
        return int(associator.associate(args["device"])) if associator is not None else 0

    def _configure_common(self, args: Arguments) -> Any:
        with writes.collected() as files:
            self._loaded().configure_common(args["raw_config"])
        return {"files": _encoded(files)}

    def _configure(self, args: Arguments) -> Any:
        with writes.collected() as files:
            self._loaded().configure(args["device"], args["raw_config"])
        return {"files": _encoded(files)}

    def _deconfigure(self, args: Arguments) -> None:
        # The files that it wants to remove were never on the disk.
        with contextlib.suppress(FileNotFoundError):
            self._loaded().deconfigure(args["device"])

    def _resolve(self, args: Arguments) -> Any:
        kind = RequestType(args["type"])
        request = _request(kind, args)
        resolve: Any = resolving.resolve_http if kind is RequestType.HTTP else resolving.resolve_tftp
        return resolve(self._loaded(), request)

    def _service(self, name: str) -> Any:
        try:
            return self._loaded().services[name]
        except KeyError:
            raise NoSuchHook(f"the plugin has no {name} service") from None

    def _install_service(self, args: Arguments) -> Any:
        """A service that the plugin made itself: its ``install`` gives (Deferred, progress)."""
        method = getattr(self._service("install"), args["method"], None)
        if method is None:
            raise NoSuchHook(args["method"])
        result = method(args["package_id"]) if "package_id" in args else method()
        return result[0] if isinstance(result, tuple) else result

    def _configuration(self, _args: Arguments) -> Any:
        service = self._service("configure")
        described = service.description
        pairs = described.items() if isinstance(described, dict) else described
        return [{"id": name, "description": text, "value": service.get(name)} for name, text in pairs]

    def _set_parameter(self, args: Arguments) -> None:
        self._service("configure").set(args["name"], args["value"])


def _request(kind: RequestType, args: Arguments) -> Any:
    if kind is RequestType.HTTP:
        pairs = [tuple(pair) for pair in args["query"]]
        return Request(args["ip"], args["path"], args["headers"], pairs, args["method"])
    if kind is RequestType.TFTP:
        options = {key.encode("latin-1"): value.encode("latin-1") for key, value in args["options"].items()}
        packet = Packet(filename=args["filename"].encode("utf-8", "surrogateescape"), options=options)
        return TFTPRequest((args["ip"], 0), packet)
    options = {int(number): OptionText(value) for number, value in args["options"].items()}
    return DHCPRequest(args["ip"], args["mac"], options)


def _encoded(files: dict[str, bytes]) -> dict[str, str]:
    return {name: base64.b64encode(content).decode() for name, content in files.items()}
