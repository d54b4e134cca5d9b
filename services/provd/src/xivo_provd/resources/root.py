# SPDX-License-Identifier: GPL-3.0-or-later
"""The entry points: clients follow their links."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response
from xivo_access import requires

from ..wire import Links, ProvdResponse, answer, documented, links

_MANAGERS = {
    "": (
        "provd.read",
        (
            ("dev", "/provd/dev_mgr"),
            ("cfg", "/provd/cfg_mgr"),
            ("pg", "/provd/pg_mgr"),
            ("srv.configure", "/provd/configure"),
        ),
    ),
    "/dev_mgr": (
        "provd.dev_mgr.read",
        (
            ("dev.synchronize", "/provd/dev_mgr/synchronize"),
            ("dev.reconfigure", "/provd/dev_mgr/reconfigure"),
            ("dev.dhcpinfo", "/provd/dev_mgr/dhcpinfo"),
            ("dev.devices", "/provd/dev_mgr/devices"),
        ),
    ),
    "/cfg_mgr": (
        "provd.cfg_mgr.read",
        (("cfg.configs", "/provd/cfg_mgr/configs"), ("cfg.autocreate", "/provd/cfg_mgr/autocreate")),
    ),
    "/pg_mgr": (
        "provd.pg_mgr.read",
        (
            ("srv.install", "/provd/pg_mgr/install"),
            ("pg.plugins", "/provd/pg_mgr/plugins"),
            ("pg.reload", "/provd/pg_mgr/reload"),
        ),
    ),
    "/pg_mgr/install": (
        "provd.pg_mgr.install.read",
        tuple(
            (f"srv.install.{name}", f"/provd/pg_mgr/install/{name}")
            for name in ("install", "uninstall", "installed", "installable", "upgrade", "update")
        ),
    ),
}


def make_router() -> APIRouter:
    router = APIRouter(prefix="/provd", tags=["entry points"], default_response_class=ProvdResponse)
    for path, (acl, relations) in _MANAGERS.items():
        _add(router, path, acl, relations)
    return router


def _add(router: APIRouter, path: str, acl: str, relations: tuple[tuple[str, str], ...]) -> None:
    name = path.strip("/").replace("/", "_") or "manager"

    @router.get(path, name=f"get_{name}", response_model=Links, responses=documented(), **requires(acl))
    async def get_links(request: Request) -> Response:
        """Where to go from here."""
        return answer(request, links(*relations))
