# SPDX-License-Identifier: GPL-3.0-or-later
"""provd's object graph: settings in, application out."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from typing import Any

from fastapi import FastAPI
from xivo_access import REVOKED_ROUTING_KEY, AccessControl, ServiceTokenProvider, TokenVerifier
from xivo_base.app import create_app
from xivo_base.availability import Availability
from xivo_base.discovery import Discovery
from xivo_base.http import make_client
from xivo_base.tasks import Component
from xivo_bus import ConfirmedPublisher, Connection, Message, Outbox, OutboxRelay, TransientConsumer
from xivo_store import Database, DatabaseUnavailable, Keyring

from .amid import amid_actions
from .guard import Guard, GuardLimits
from .last_good import LastGood
from .maintenance import Maintenance
from .phones.door import Door
from .phones.http import PhoneHttpServer
from .phones.registry import PhoneRegistry
from .phones.rendered import RenderedFiles
from .phones.served import ServedSecrets
from .phones.service import PhoneService
from .phones.tftp import phone_reader
from .plugin.daemon import DaemonOfPlugins
from .plugin.loader import PluginLoader
from .plugin.repository import FolderRepository, Repository, open_repository
from .rawconfig import HostDefaults
from .rendering import Renderer
from .resources import operations, root
from .resources.bindings import router as bindings_router
from .resources.configs import router as configs_router
from .resources.configs.service import ConfigService
from .resources.devices import actions as device_actions
from .resources.devices import router as devices_router
from .resources.devices.leases import LeaseService
from .resources.devices.service import DeviceService
from .resources.devices.synchronization import Synchronizations
from .resources.guard import router as guard_router
from .resources.parameters import router as parameters_router
from .resources.parameters.current import CurrentParameters
from .resources.parameters.service import Parameters, ParameterService
from .resources.plugins import packages_router
from .resources.plugins import router as plugins_router
from .resources.plugins.configuration import PluginConfiguration
from .resources.plugins.packages import PackageService
from .resources.plugins.service import PluginService
from .settings import Settings
from .stale import EVERYTHING
from .synchronizer import AmidSynchronizer, SendAction
from .tables import OUTBOX
from .tftp.server import TftpServer
from .unit import Units
from .wire import describe_contract

logger = logging.getLogger(__name__)


def build_app(
    settings: Settings, *, database: Database | None = None, send_action: SendAction | None = None
) -> FastAPI:
    """Tests bring their database, and their own other end of the line to Asterisk."""
    keys = settings.encryption_keys or [_passing_key()]
    keyring = Keyring(keys)
    database = database or Database(settings.db_uri, package="xivo_provd", encryption_keys=keys)
    connection = Connection.from_settings(settings.bus, service="xivo-provd")
    sender = ConfirmedPublisher(connection)
    units = Units(database, keyring, Outbox(OUTBOX, settings.uuid))

    verifier = TokenVerifier(settings.auth.url)
    own_token = ServiceTokenProvider(settings.auth)
    amid = Availability("amid", required=False)
    synchronizer = AmidSynchronizer(send_action or _through_amid(settings, amid, own_token))

    proxies: dict[str, str | None] = {}
    for_plugins = DaemonOfPlugins(synchronizer, units)
    loader = PluginLoader(settings.plugins.directory, for_plugins, {"proxies": proxies})
    renderer = Renderer(
        loader,
        HostDefaults(
            settings.phones.advertised_host,
            settings.phones.advertised_http_port,
            settings.phones.advertised_tftp_port,
        ),
    )
    last_good = LastGood(settings.cache_directory, keyring)
    parameters = ParameterService(Parameters(plugin_server=settings.plugins.server), keyring)
    current = CurrentParameters(units, parameters, keyring, settings.cache_directory / "provisioning-key")
    devices = DeviceService(renderer, last_good)
    configs = ConfigService(devices)
    packages = PackageService(loader, proxies)
    for_plugins.offer(devices, packages)
    registry = PhoneRegistry(loader, devices, configs)
    guard = Guard(_limits(settings))
    rendered = RenderedFiles()
    units.on_commit.append(rendered.forget)
    served = ServedSecrets(units)
    phones = PhoneService(
        units,
        loader,
        renderer,
        registry,
        current,
        guard,
        last_good,
        door=Door(requires_key=settings.phones.require_key),
        rendered=rendered,
        served=served,
    )
    synchronizations = Synchronizations(renderer.for_hooks)

    async def repository() -> Repository:
        async with units.reading() as unit:
            values = await parameters.all(unit)
        return open_repository(values.plugin_server or "", values.proxies, settings.plugins.repository_keys)

    async def plugin_changed(plugin_id: str) -> None:
        rendered.forget({EVERYTHING})
        try:
            async with units.writing() as unit:
                await devices.plugin_changed(unit, plugin_id)
        except DatabaseUnavailable:
            logger.warning("the devices of plugin %s keep their state: the database is away", plugin_id)

    plugins = PluginService(
        loader,
        settings.cache_directory / "plugins.db",
        repository,
        plugin_changed,
        bundled=FolderRepository(settings.plugins.bundled),
        first=settings.plugins.first,
    )
    discovery = Discovery(settings.consul, service="provd", port=settings.rest_api.port, static=settings.services)
    http = PhoneHttpServer(phones, settings.phones)
    tftp = TftpServer(
        phone_reader(phones, settings.phones.tftp_networks), settings.phones.host, settings.phones.tftp_port
    )

    bus: list[Component] = []
    if settings.bus.enabled:
        bus = [connection, OutboxRelay(settings.db_uri, sender), _revocations(connection, verifier)]
    app = create_app(
        "provd",
        settings,
        description="Devices, device configurations, provisioning plugins.",
        components=[
            plugins,
            database,
            Maintenance(units, database.wait_ready, parameters, current, synchronizer, proxies, last_good),
            served,
            *bus,
            verifier,
            own_token,
            synchronizations,
            packages,
            http,
            tftp,
            discovery,
        ],
        routers=[
            root.make_router(),
            devices_router.make_router(units, devices),
            device_actions.make_router(
                units, devices, LeaseService(loader, registry), parameters, loader, synchronizations
            ),
            bindings_router.make_router(units, devices),
            configs_router.make_router(units, configs),
            parameters_router.make_router(units, parameters),
            plugins_router.make_router(plugins, packages, PluginConfiguration(loader)),
            packages_router.make_router(packages, PluginConfiguration(loader)),
            guard_router.make_router(guard),
            operations.make_router(
                "/provd/dev_mgr/synchronize", "provd.dev_mgr.synchronize", synchronizations.monitors
            ),
            operations.make_router(
                "/provd/dev_mgr/mass_synchronize", "provd.dev_mgr.mass_synchronize", synchronizations.mass_monitors
            ),
            *(
                operations.make_router(f"/provd/pg_mgr/install/{name}", f"provd.pg_mgr.install.{name}", monitors)
                for name, monitors in (
                    ("install", plugins.install_monitors),
                    ("upgrade", plugins.upgrade_monitors),
                    ("update", plugins.update_monitors),
                )
            ),
        ],
        availabilities=[
            database.availability,
            *([connection.availability] if bus else []),
            verifier.availability,
            amid,
            discovery.availability,
        ],
        status=_status(loader, guard),
    )
    app.state.access = AccessControl(verifier, trust_loopback=settings.rest_api.trust_loopback)
    _show(app, phones=phones, plugins=plugins, parameters=current, rendered=rendered, served=served, renderer=renderer)
    describe_contract(app)
    return app


def _through_amid(settings: Settings, amid: Availability, own_token: ServiceTokenProvider) -> SendAction:
    url = settings.services.get("amid", "http://amid:9491")
    return amid_actions(make_client(url, availability=amid, timeout=5.0, token_provider=own_token))


def _show(app: FastAPI, **parts: object) -> None:
    """For tests, which reach them in this way."""
    for name, part in parts.items():
        setattr(app.state, name, part)


def _passing_key() -> str:
    logger.warning("no encryption_keys: secrets written now cannot be read after a restart")
    return secrets.token_urlsafe(32)


def _limits(settings: Settings) -> GuardLimits:
    guard = settings.guard
    return GuardLimits(
        window=guard.window_seconds,
        ban=guard.ban_seconds,
        new_devices=guard.new_devices,
        guesses=guard.guesses,
        denied=guard.denied,
        not_found=guard.not_found,
        behind_nat=guard.behind_nat,
    )


def _status(loader: PluginLoader, guard: Guard) -> Callable[[], dict[str, Any]]:
    def status() -> dict[str, Any]:
        return {
            "plugins": {
                "enabled": sorted(loader.installed()),
                "failed": loader.faults(),
                "templates": loader.template_faults(),
            },
            "banned_addresses": len(guard.banned()),
        }

    return status


def _revocations(connection: Connection, verifier: TokenVerifier) -> TransientConsumer:
    async def revoke(message: Message) -> None:
        verifier.revoked(str(message.data["token_hash"]))

    async def forget() -> None:
        verifier.forget_all()

    return TransientConsumer(connection, "revocations", [REVOKED_ROUTING_KEY], revoke, on_connected=forget)
