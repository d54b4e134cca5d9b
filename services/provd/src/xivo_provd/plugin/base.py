# SPDX-License-Identifier: GPL-3.0-or-later
"""The base class of provisioning plugins and the helper for their templates.

A plugin is a folder: ``plugin-info`` (JSON), ``entry.py`` with one class that derives from :class:`Plugin` and has
``IS_PLUGIN = True``, ``templates/*.tpl``, ``var/templates`` for the administrator's own, ``var/tftpboot`` for
static files. See docs/plugin-authors in the service's README.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

import jinja2
from jinja2.loaders import split_template_path
from jinja2.sandbox import SandboxedEnvironment

from .association import BasePgAssociator, DeviceSupport, NullPgAssociator
from .errors import CustomTemplate
from .files import Files
from .ident import DeviceInfo, HTTPRequest, Request, RequestType, TFTPRequest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

Device = dict[str, Any]
RawConfig = dict[str, Any]
Resolved = str | bytes | None
"""The name of the file that a request means, or a content; None for no file."""

_rendering: ContextVar[Files | None] = ContextVar("rendering", default=None)


class DevInfoExtractor(Protocol):
    def extract(self, request: Any, request_type: RequestType) -> DeviceInfo | None:
        """What the request tells of the phone; None when it is not one of this family's."""


class Synchronizer(Protocol):
    async def notify(self, device: Device, event: str, extra_vars: Mapping[str, str]) -> None:
        """Send a SIP NOTIFY to the phone. Raises SynchronizeError."""


class PluginApp(Protocol):
    """What a plugin may ask of the daemon."""

    @property
    def synchronizer(self) -> Synchronizer: ...

    async def update_device(self, plugin_id: str, device: Device) -> None:
        """Store what the plugin learnt of one of its devices. Raises ApiError, RuntimeError."""

    def packages(self, plugin_id: str) -> Packages:
        """The packages of this plugin."""


class Packages(Protocol):
    """What a plugin's own install service may do. Each raises ApiError, PackageError."""

    async def install(self, package_id: str) -> None: ...

    async def upgrade(self, package_id: str) -> None: ...

    async def uninstall(self, package_id: str) -> None: ...

    async def installable(self) -> dict[str, dict[str, Any]]: ...

    async def installed(self) -> dict[str, dict[str, Any]]: ...


class Apart(Protocol):
    """Where an administrator's templates are rendered."""

    async def files(self, template: str, call: str, arguments: dict[str, Any]) -> Files:
        """Raises RawConfigError, TemplateFault."""

    def try_again(self) -> None: ...

    def faults(self) -> list[str]: ...

    def close(self) -> None: ...

    async def closed(self) -> None: ...


class Plugin:
    """One vendor family at one firmware version.

    Hooks are called with normalised raw configurations (:mod:`xivo_provd.rawconfig`), which belong to the call
    and may be changed. They write files through :meth:`write` (or the template helper): nothing reaches a disk,
    the files are rendered when the phone asks for them.
    """

    IS_PLUGIN: ClassVar[bool] = False
    is_isolated: ClassVar[bool] = False
    """Whether the answers of the hooks come from another process."""

    apart: Apart | None = None
    """Where :meth:`files` is done that raised CustomTemplate."""

    pg_associator: BasePgAssociator = NullPgAssociator()
    http_dev_info_extractor: DevInfoExtractor | None = None
    tftp_dev_info_extractor: DevInfoExtractor | None = None
    dhcp_dev_info_extractor: DevInfoExtractor | None = None

    def __init__(
        self, app: PluginApp, plugin_dir: str, gen_cfg: Mapping[str, Any], spec_cfg: Mapping[str, Any]
    ) -> None:
        self.app = app
        self.id = Path(plugin_dir).name
        self._plugin_dir = Path(plugin_dir)
        self._gen_cfg = gen_cfg
        self._spec_cfg = spec_cfg
        self._info: dict[str, Any] | None = None

    def file(self, name: str) -> Path:
        """Of this name in the plugin's folder; without a name the folder."""
        return self._plugin_dir / name

    def info(self) -> dict[str, Any]:
        """The content of ``plugin-info`` when the plugin was loaded: capabilities, description, version."""
        if self._info is None:
            self._info = json.loads((self._plugin_dir / "plugin-info").read_text("utf-8"))
        return self._info

    def configure_common(self, raw_config: RawConfig) -> None:
        """Write the files that all phones of the family read; they must not carry secrets."""

    def configure(self, device: Device, raw_config: RawConfig) -> None:
        """Write the files of one phone. Raises RawConfigError when the configuration is not enough."""

    def deconfigure(self, device: Device) -> None:
        """Called when a device leaves the plugin or is deleted; there is nothing on disk to remove."""

    async def synchronize(self, device: Device, raw_config: RawConfig) -> None:
        """Make the phone fetch its files again. Raises SynchronizeError."""
        raise NotImplementedError

    def get_remote_state_trigger_filename(self, device: Device) -> str | None:
        """The file whose fetch means that the phone now runs with its present configuration."""

    def is_sensitive_filename(self, filename: str) -> bool:  # noqa: ARG002  a hook
        """Whether a file of this name carries a secret: it is then served to the bound address only."""
        return False

    def mac_of_filename(self, filename: str) -> str | None:
        """The MAC address (normal form) that a file name speaks of, if any."""

    # What the daemon calls ---------------------------------------------------------------------------
    # An isolated plugin answers these from its process; each then raises PluginError, too.

    @property
    def fault(self) -> str | None:
        """Why the plugin gives no answers at present."""
        return None

    async def start(self) -> None:
        """Prove that the plugin works. Raises PluginError."""

    def close(self) -> None:
        """The plugin is no longer used."""
        if self.apart:
            self.apart.close()

    async def closed(self) -> None:
        """Close it, and wait until nothing of it runs."""
        self.close()
        if self.apart:
            await self.apart.closed()

    async def identify(self, request: Request, request_type: RequestType) -> DeviceInfo | None:
        return self.extract(request, request_type)

    async def support(self, device: DeviceInfo) -> DeviceSupport | int:
        return self.pg_associator.associate(device)

    async def files(self, device: Device, raw_config: RawConfig) -> Files:
        """Raises RawConfigError, CustomTemplate."""
        return self.render(device, raw_config)

    async def common_files(self, raw_config: RawConfig) -> Files:
        return self.render_common(raw_config)

    async def is_sensitive(self, filename: str) -> bool:
        return self.is_sensitive_filename(filename)

    async def trigger_filename(self, device: Device) -> str | None:
        return self.get_remote_state_trigger_filename(device)

    async def left_by(self, device: Device) -> None:
        self.deconfigure(device)

    async def resolve(self, request: HTTPRequest | TFTPRequest, request_type: RequestType) -> Resolved:  # noqa: ARG002
        """What the request means to the plugin's HTTP or TFTP service."""
        return request.path.lstrip("/")

    def write(self, filename: str, content: bytes) -> None:
        """Add a file to the rendering under way."""
        files = _rendering.get()
        if files is None:
            raise RuntimeError("write() outside of configure() or configure_common()")
        files[filename.lstrip("/")] = content

    def render_common(self, raw_config: RawConfig) -> Files:
        with _collect() as files:
            self.configure_common(raw_config)
        return files

    def render(self, device: Device, raw_config: RawConfig) -> Files:
        """The phone's own files by name. Raises RawConfigError."""
        with _collect() as files:
            self.configure(device, raw_config)
        return files

    def static_file(self, path: str) -> Path | None:
        """A file under ``var/tftpboot``, never outside of it."""
        root = (self._plugin_dir / "var" / "tftpboot").resolve()
        try:
            found = (root / path.lstrip("/")).resolve()
            return found if found.is_relative_to(root) and found.is_file() else None
        except (OSError, ValueError):
            return None

    def extract(self, request: Request, request_type: RequestType) -> DeviceInfo | None:
        extractor = {
            RequestType.HTTP: self.http_dev_info_extractor,
            RequestType.TFTP: self.tftp_dev_info_extractor,
            RequestType.DHCP: self.dhcp_dev_info_extractor,
        }[request_type]
        return extractor.extract(request, request_type) if extractor else None


class StandardPlugin(Plugin):
    """A plugin with templates."""

    def __init__(
        self, app: PluginApp, plugin_dir: str, gen_cfg: Mapping[str, Any], spec_cfg: Mapping[str, Any]
    ) -> None:
        super().__init__(app, plugin_dir, gen_cfg, spec_cfg)
        self._tpl_helper = TemplatePluginHelper(plugin_dir)

    def render_custom_templates(self, apart: Apart) -> None:
        """From now on there, not here."""
        self.apart = apart
        self._tpl_helper.refuse_custom_templates()

    def dump(self, template: jinja2.Template, context: RawConfig, filename: str, encoding: str = "utf-8") -> None:
        self.write(filename, self._tpl_helper.render(template, context, encoding))


class _FirstFolderWins(jinja2.FileSystemLoader):
    """A template that is copied to ``var/templates`` is seen without a reload of the plugin."""

    refuses_first = False

    def get_source(self, environment: jinja2.Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        if self.refuses_first:
            custom = Path(self.searchpath[0], *split_template_path(template))
            if custom.exists():
                raise CustomTemplate(str(custom))
        source, filename, is_unchanged = super().get_source(environment, template)
        earlier = [Path(folder, *template.split("/")) for folder in self.searchpath]
        earlier = earlier[: earlier.index(Path(filename))]
        return source, filename, lambda: is_unchanged() and not any(path.exists() for path in earlier)


class _Environment(SandboxedEnvironment):
    """Templates of the time of Python 2, an administrator's among them, use the names that mappings had then."""

    _OF_PYTHON_2: ClassVar[dict[str, str]] = {"iteritems": "items", "iterkeys": "keys", "itervalues": "values"}

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, dict) and attribute in self._OF_PYTHON_2 and attribute not in obj:
            attribute = self._OF_PYTHON_2[attribute]
        return super().getattr(obj, attribute)


class TemplatePluginHelper:
    """Jinja2 over ``var/templates`` first, then ``templates``."""

    def __init__(self, plugin_dir: str) -> None:
        folders = [Path(plugin_dir, "var", "templates"), Path(plugin_dir, "templates")]
        # Phone files are not HTML; XML families escape each value with the ``e`` filter. A template reads values: what
        # leads out of them, to code or files, is refused.
        self._loader = _FirstFolderWins(folders)
        self._env = _Environment(loader=self._loader, keep_trailing_newline=True, undefined=jinja2.Undefined)

    def refuse_custom_templates(self) -> None:
        """Whoever meets one gets CustomTemplate."""
        self._loader.refuses_first = True

    def get_dev_template(self, filename: str, device: Device) -> jinja2.Template:
        """The most specific template: of the file that the device asks for, of its model, of all."""
        names = [f"{filename}.tpl"]
        if model := device.get("model"):
            names.append(f"{model}.tpl")
        return self._env.select_template([*names, "base.tpl"])

    def get_template(self, name: str) -> jinja2.Template:
        return self._env.get_template(name)

    def render(self, template: jinja2.Template, context: RawConfig, encoding: str = "utf-8") -> bytes:
        return template.render(context).encode(encoding)


@contextmanager
def _collect() -> Iterator[Files]:
    files: Files = {}
    token = _rendering.set(files)
    try:
        yield files
    finally:
        _rendering.reset(token)


async def standard_sip_synchronize(
    app: PluginApp, device: Device, event: str = "check-sync", extra_vars: Mapping[str, str] | None = None
) -> None:
    """Restart or reload a SIP phone by NOTIFY. Raises SynchronizeError."""
    await app.synchronizer.notify(device, event, extra_vars or {})
