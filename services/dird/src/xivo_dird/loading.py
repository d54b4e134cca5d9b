# SPDX-License-Identifier: GPL-3.0-or-later
"""Services and views are loaded before anything is served, and told when dird stops (SYS-290, SYS-291)."""

from __future__ import annotations

import inspect
import logging
from typing import Any

from fastapi import APIRouter, FastAPI
from xivo_base.app import RouteWithoutAcl, require_acls
from xivo_base.plugins import load_plugins

from .plugins import Arguments
from .settings import Settings

logger = logging.getLogger(__name__)

SERVICES, VIEWS = "xivo_dird.services", "xivo_dird.views"


class LoadedPlugins:
    """A component. One that cannot be loaded is disabled and told: ``failed`` says why."""

    name = "plugins"

    def __init__(self) -> None:
        self.failed: dict[str, str] = {}
        self._loaded: list[Any] = []

    def load_services(self, settings: Settings, surroundings: Arguments) -> dict[str, Any]:
        """What views call, by the plugin's name."""
        callables: dict[str, Any] = {}
        config = settings.model_dump(mode="json", exclude={"auth", "bus", "consul", "db_uri"})
        for name, plugin in self._made(SERVICES, settings.enabled_plugins["services"]).items():
            try:
                service = _service(plugin.load({"config": config, **surroundings}))
            except Exception as error:
                self.failed[f"{SERVICES}.{name}"] = repr(error)
                logger.exception("the service %s is disabled: it cannot be loaded", name)
                continue
            callables[name] = service
            self._loaded.append(plugin)
        return callables

    def load_views(self, settings: Settings, app: FastAPI, surroundings: Arguments) -> None:
        """A view of which a route says neither its ACL nor that it is public is disabled as a whole."""
        for name, plugin in self._made(VIEWS, settings.enabled_plugins["views"]).items():
            rest_api = APIRouter()
            before = len(app.router.routes)
            try:
                plugin.load({"config": settings.views, "http_app": app, "rest_api": rest_api, **surroundings})
                require_acls([*rest_api.routes, *app.router.routes[before:]])
            except Exception as error:  # noqa: BLE001  a plugin's own
                del app.router.routes[before:]
                self._disabled(name, error)
                continue
            app.include_router(rest_api)
            self._loaded.append(plugin)

    def _disabled(self, name: str, error: Exception) -> None:
        self.failed[f"{VIEWS}.{name}"] = repr(error)
        if isinstance(error, RouteWithoutAcl):
            logger.error("the view %s is disabled: %s says neither its ACL nor that it is public", name, error)
        else:
            logger.error("the view %s is disabled: it cannot be loaded", name, exc_info=error)

    def _made(self, namespace: str, names: list[str]) -> dict[str, Any]:
        """In the order of the configuration."""
        plugins = load_plugins(namespace, names)
        self.failed.update({f"{namespace}.{name}": cause for name, cause in plugins.failed.items()})
        return plugins.loaded

    async def start(self) -> None:
        """They were loaded before anything was served."""

    async def stop(self) -> None:
        """The last loaded is told first; one that raises keeps nobody."""
        for plugin in reversed(self._loaded):
            try:
                unloaded = plugin.unload() if hasattr(plugin, "unload") else None
                if inspect.isawaitable(unloaded):
                    await unloaded
            except Exception:
                logger.exception("%s could not be unloaded", type(plugin).__name__)


def _service(loaded: Any) -> Any:
    if not callable(loaded):
        raise TypeError(f"load() returns a callable, not {type(loaded).__name__}")
    return loaded
