# SPDX-License-Identifier: GPL-3.0-or-later
"""The web application of a daemon, wired in one place."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

import prometheus_client
import swagger_ui_bundle
from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.docs import get_swagger_ui_html
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute
from starlette.staticfiles import StaticFiles

from .availability import Availability
from .contract import describe
from .errors import ApiError, ErrorRenderer, render_error
from .middleware import BodyLimits, RequestMiddleware
from .proxies import TrustedProxies
from .settings import DaemonSettings
from .tasks import Component

logger = logging.getLogger(__name__)

STOP_SECONDS = 3.0
ACL_KEY = "x-acl"
PUBLIC_KEY = "x-public"


class RouteWithoutAcl(RuntimeError):
    """A route says neither which ACL it needs nor that it is public."""


def create_app(
    name: str,
    settings: DaemonSettings,
    *,
    version: str = "0.1.0",
    description: str = "",
    components: Sequence[Component] = (),
    routers: Sequence[APIRouter] = (),
    availabilities: Sequence[Availability] = (),
    renderer: ErrorRenderer = render_error,
    status: Callable[[], dict[str, Any]] = dict,
) -> FastAPI:
    """An application that starts `components` in order and stops them in reverse.

    `availabilities` decide readiness; `status` adds to `/status`. Raises `RouteWithoutAcl`.
    """

    @contextlib.asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        started: list[Component] = []
        try:
            for component in components:
                await component.start()
                started.append(component)
            logger.info("%s runs", name)
            yield
        finally:
            await _stop(started)

    app = FastAPI(
        title=f"xivo-{name}",
        version=version,
        description=description,
        openapi_url="/api/api.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
    )
    for router in routers:
        app.include_router(router)
    require_acls(app.routes)
    _add_error_handlers(app, renderer)
    _add_own_routes(app, name, version, settings, availabilities, status)
    describe(app, renderer, ACL_KEY)
    app.add_middleware(BodyLimits, renderer=renderer, max_bytes=settings.rest_api.max_body_bytes)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=settings.rest_api.cors_origins,
        allow_methods=["*"],
        allow_headers=["*"],
        expose_headers=["Location", "X-Request-ID"],
    )
    app.add_middleware(RequestMiddleware, renderer=renderer)
    if settings.rest_api.trusted_proxies:
        app.add_middleware(TrustedProxies, hosts=settings.rest_api.trusted_proxies)
    return app


def require_acls(routes: Sequence[BaseRoute]) -> None:
    """Raises `RouteWithoutAcl` for the first documented route that declares nothing."""
    for route in routes:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            require_acls(inner.routes)
        extra = getattr(route, "openapi_extra", None) or {}
        documented = getattr(route, "include_in_schema", False) and hasattr(route, "endpoint")
        if documented and ACL_KEY not in extra and not extra.get(PUBLIC_KEY):
            raise RouteWithoutAcl(getattr(route, "path", str(route)))


async def _stop(components: Sequence[Component]) -> None:
    """Stop in reverse order; one that hangs costs at most half of the time that is left."""
    loop = asyncio.get_running_loop()
    end = loop.time() + STOP_SECONDS
    for component in reversed(components):
        share = max(end - loop.time(), 0.0) / 2
        try:
            async with asyncio.timeout(share):
                await component.stop()
        except TimeoutError:
            logger.error("%s did not stop within %.1f s", component.name, share)  # noqa: TRY400  no traceback to show
        except Exception:
            logger.exception("%s did not stop cleanly", component.name)


def _add_error_handlers(app: FastAPI, renderer: ErrorRenderer) -> None:
    def with_headers(response: Response, headers: Any) -> Response:
        for key, value in (headers or {}).items():
            response.headers[key] = value
        return response

    async def api_error(_request: Request, error: Exception) -> Response:
        assert isinstance(error, ApiError)  # noqa: S101  registered for this class
        return with_headers(renderer(error.status, error.messages, error.error_id), error.headers)

    async def http_error(_request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101  registered for this class
        return with_headers(renderer(error.status_code, [str(error.detail)], "http"), error.headers)

    async def invalid(_request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)  # noqa: S101  registered for this class
        messages = [
            f"{'.'.join(str(part) for part in problem['loc'][1:]) or problem['loc'][0]}: {problem['msg']}"
            for problem in error.errors()
        ]
        return renderer(400, messages, "invalid-request")

    app.add_exception_handler(ApiError, api_error)
    app.add_exception_handler(HTTPException, http_error)
    app.add_exception_handler(RequestValidationError, invalid)


def _add_own_routes(
    app: FastAPI,
    name: str,
    version: str,
    settings: DaemonSettings,
    availabilities: Sequence[Availability],
    status: Callable[[], dict[str, Any]],
) -> None:
    begun, title = time.monotonic(), app.title

    def ready() -> bool:
        return all(availability.available for availability in availabilities if availability.required)

    async def show_status() -> dict[str, Any]:
        return {
            "service": name,
            "version": version,
            "uuid": settings.uuid,
            "uptime_seconds": round(time.monotonic() - begun, 1),
            "ready": ready(),
            "dependencies": {availability.name: availability.describe() for availability in availabilities},
            **status(),
        }

    async def live() -> dict[str, str]:
        return {"status": "live"}

    async def is_ready() -> JSONResponse:
        missing = {a.name: a.cause for a in availabilities if a.required and not a.available}
        return JSONResponse({"ready": not missing, "missing": missing}, 503 if missing else 200)

    async def metrics() -> Response:
        return Response(prometheus_client.generate_latest(), media_type=prometheus_client.CONTENT_TYPE_LATEST)

    async def docs() -> HTMLResponse:
        return get_swagger_ui_html(
            openapi_url="/api/api.json",
            title=title,
            swagger_js_url="/api/static/swagger-ui-bundle.js",
            swagger_css_url="/api/static/swagger-ui.css",
            swagger_favicon_url="/api/static/favicon-32x32.png",
        )

    for path, endpoint in (
        ("/status", show_status),
        ("/health/live", live),
        ("/health/ready", is_ready),
        ("/metrics", metrics),
        ("/api", docs),
    ):
        app.add_api_route(path, endpoint, methods=["GET"], include_in_schema=False, response_model=None)
    app.mount("/api/static", StaticFiles(directory=swagger_ui_bundle.swagger_ui_path))
