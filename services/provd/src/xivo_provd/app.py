# SPDX-License-Identifier: GPL-3.0-or-later
"""provd's object graph: settings in, application out."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx
from fastapi import APIRouter, FastAPI
from xivo_access import AccessControl
from xivo_base.app import create_app
from xivo_bus import Outbox
from xivo_store import Database, DatabaseUnavailable, Keyring

from .guard import Guard, GuardLimits, NewPhones
from .last_good import LastGood
from .maintenance import Maintenance
from .neighbours import Neighbours, meet
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
from .resources.plugins.service import Changed, OpenRepository, PluginService
from .settings import Settings
from .stale import EVERYTHING
from .synchronizer import SendAction
from .tables import OUTBOX
from .tftp.server import TftpServer
from .unit import Units
from .wire import describe_contract

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Store:
    """What is kept in the database and in the cache."""

    database: Database
    units: Units
    parameters: ParameterService
    current: CurrentParameters
    last_good: LastGood


@dataclass(frozen=True)
class _Families:
    """Plugins, what they make, and the devices that they make it for."""

    loader: PluginLoader
    renderer: Renderer
    rendered: RenderedFiles
    devices: DeviceService
    configs: ConfigService
    packages: PackageService
    plugins: PluginService
    proxies: dict[str, str | None]


@dataclass(frozen=True)
class _Phones:
    """Who answers telephones."""

    registry: PhoneRegistry
    guard: Guard
    new_phones: NewPhones
    served: ServedSecrets
    service: PhoneService
    http: PhoneHttpServer
    tftp: TftpServer


def build_app(
    settings: Settings,
    *,
    database: Database | None = None,
    send_action: SendAction | None = None,
    sysconfd: httpx.AsyncClient | None = None,
) -> FastAPI:
    """Tests bring their database, and their own other end of the lines to Asterisk and to the host."""
    neighbours = meet(settings, send_action=send_action, sysconfd_http=sysconfd)
    store = _store(settings, database)
    families = _families(settings, store, neighbours)
    phones = _phones(settings, store, families)
    synchronizations = Synchronizations(families.renderer.for_hooks)
    maintenance = _maintenance(settings, store, families, neighbours)
    app = create_app(
        "provd",
        settings,
        description="Devices, device configurations, provisioning plugins.",
        components=[
            families.plugins,
            store.database,
            maintenance,
            phones.served,
            *neighbours.bus,
            neighbours.verifier,
            neighbours.own_token,
            synchronizations,
            families.packages,
            neighbours.dhcp_update,
            phones.http,
            phones.tftp,
            neighbours.discovery,
        ],
        routers=[
            *_device_routers(store, families, phones, synchronizations),
            *_plugin_routers(families),
            *_operation_routers(synchronizations, families.plugins),
        ],
        availabilities=[
            store.database.availability,
            *neighbours.availabilities,
        ],
        status=_status(families.loader, phones.guard, maintenance),
    )
    app.state.access = AccessControl(neighbours.verifier, trust_loopback=settings.rest_api.trust_loopback)
    _show(
        app,
        phones=phones.service,
        plugins=families.plugins,
        parameters=store.current,
        rendered=families.rendered,
        served=phones.served,
        renderer=families.renderer,
        dhcp_update=neighbours.dhcp_update,
        maintenance=maintenance,
    )
    describe_contract(app)
    return app


def _store(settings: Settings, database: Database | None) -> _Store:
    keys = settings.encryption_keys or [_passing_key()]
    keyring = Keyring(keys)
    database = database or Database(settings.db_uri, package="xivo_provd", encryption_keys=keys)
    units = Units(database, keyring, Outbox(OUTBOX, settings.uuid))
    parameters = ParameterService(Parameters(plugin_server=settings.plugins.server), keyring)
    return _Store(
        database=database,
        units=units,
        parameters=parameters,
        current=CurrentParameters(units, parameters, keyring, settings.cache_directory / "provisioning-key"),
        last_good=LastGood(settings.cache_directory, keyring),
    )


def _families(settings: Settings, store: _Store, neighbours: Neighbours) -> _Families:
    proxies: dict[str, str | None] = {}
    for_plugins = DaemonOfPlugins(neighbours.synchronizer, store.units)
    loader = PluginLoader(settings.plugins.directory, for_plugins, {"proxies": proxies})
    phones = settings.phones
    renderer = Renderer(
        loader,
        HostDefaults(phones.advertised_host, phones.advertised_http_port, phones.advertised_tftp_port),
    )
    rendered = RenderedFiles()
    store.units.on_commit.append(rendered.forget)
    devices = DeviceService(renderer, store.last_good)
    packages = PackageService(loader, proxies)
    for_plugins.offer(devices, packages)
    plugins = PluginService(
        loader,
        settings.cache_directory / "plugins.db",
        _repository(settings, store),
        _plugin_changed(store, rendered, devices),
        bundled=FolderRepository(settings.plugins.bundled),
        first=settings.plugins.first,
        updated=neighbours.dhcp_update.want,
    )
    return _Families(
        loader=loader,
        renderer=renderer,
        rendered=rendered,
        devices=devices,
        configs=ConfigService(devices),
        packages=packages,
        plugins=plugins,
        proxies=proxies,
    )


def _phones(settings: Settings, store: _Store, families: _Families) -> _Phones:
    registry = PhoneRegistry(families.loader, families.devices, families.configs)
    guard = Guard(_limits(settings))
    new_phones = NewPhones(settings.guard.new_devices_unproven)
    served = ServedSecrets(store.units)
    service = PhoneService(
        store.units,
        families.loader,
        families.renderer,
        registry,
        store.current,
        guard,
        new_phones,
        store.last_good,
        door=Door(requires_key=settings.phones.require_key),
        rendered=families.rendered,
        served=served,
    )
    return _Phones(
        registry=registry,
        guard=guard,
        new_phones=new_phones,
        served=served,
        service=service,
        http=PhoneHttpServer(service, settings.phones),
        tftp=TftpServer(
            phone_reader(service, settings.phones.tftp_networks), settings.phones.host, settings.phones.tftp_port
        ),
    )


def _maintenance(settings: Settings, store: _Store, families: _Families, neighbours: Neighbours) -> Maintenance:
    return Maintenance(
        store.units,
        store.database.wait_ready,
        store.parameters,
        store.current,
        neighbours.synchronizer,
        families.proxies,
        store.last_good,
        rotates=len(settings.encryption_keys) > 1,
    )


def _device_routers(
    store: _Store, families: _Families, phones: _Phones, synchronizations: Synchronizations
) -> list[APIRouter]:
    units = store.units
    leases = LeaseService(families.loader, phones.registry, phones.new_phones)
    return [
        root.make_router(),
        devices_router.make_router(units, families.devices),
        device_actions.make_router(
            units, families.devices, leases, store.parameters, families.loader, synchronizations
        ),
        bindings_router.make_router(units, families.devices),
        configs_router.make_router(units, families.configs),
        parameters_router.make_router(units, store.parameters),
        guard_router.make_router(phones.guard),
    ]


def _plugin_routers(families: _Families) -> list[APIRouter]:
    configuration = PluginConfiguration(families.loader)
    return [
        plugins_router.make_router(families.plugins, families.packages, configuration),
        packages_router.make_router(families.packages, configuration),
    ]


def _operation_routers(synchronizations: Synchronizations, plugins: PluginService) -> list[APIRouter]:
    monitors = {
        "dev_mgr/synchronize": synchronizations.monitors,
        "dev_mgr/mass_synchronize": synchronizations.mass_monitors,
        "pg_mgr/install/install": plugins.install_monitors,
        "pg_mgr/install/upgrade": plugins.upgrade_monitors,
        "pg_mgr/install/update": plugins.update_monitors,
    }
    return [
        operations.make_router(f"/provd/{path}", f"provd.{path.replace('/', '.')}", of_path)
        for path, of_path in monitors.items()
    ]


def _repository(settings: Settings, store: _Store) -> OpenRepository:
    async def repository() -> Repository:
        async with store.units.reading() as unit:
            values = await store.parameters.all(unit)
        return open_repository(values.plugin_server or "", values.proxies, settings.plugins.repository_keys)

    return repository


def _plugin_changed(store: _Store, rendered: RenderedFiles, devices: DeviceService) -> Changed:
    async def plugin_changed(plugin_id: str) -> None:
        rendered.forget({EVERYTHING})
        try:
            async with store.units.writing() as unit:
                await devices.plugin_changed(unit, plugin_id)
        except DatabaseUnavailable:
            logger.warning("the devices of plugin %s keep their state: the database is away", plugin_id)

    return plugin_changed


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


def _status(loader: PluginLoader, guard: Guard, maintenance: Maintenance) -> Callable[[], dict[str, Any]]:
    def status() -> dict[str, Any]:
        return {
            "plugins": {
                "enabled": sorted(loader.installed()),
                "failed": loader.faults(),
                "templates": loader.template_faults(),
            },
            "banned_addresses": len(guard.banned()),
            "secrets": maintenance.describe(),
        }

    return status
