# SPDX-License-Identifier: GPL-3.0-or-later
"""What every daemon answers, whatever it does."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from fastapi import APIRouter, FastAPI, Request
from pydantic import BaseModel
from starlette.responses import PlainTextResponse, Response
from xivo_base import request_id
from xivo_base.app import RouteWithoutAcl, create_app
from xivo_base.availability import Availability
from xivo_base.errors import ApiError
from xivo_base.settings import DaemonSettings, RestApiSettings

PUBLIC = {"x-public": True}


class AgentBody(BaseModel):
    number: str
    priority: int = 0
    anything: dict[str, Any] = {}


class NoSuchAgent(ApiError):
    status = 404
    error_id = "no-such-agent"
    template = "no such agent {agent_id}"


class Part:
    """A component that keeps a diary."""

    def __init__(self, name: str, diary: list[str], *, hangs: bool = False, fails: bool = False) -> None:
        self.name = name
        self._diary, self._hangs, self._fails = diary, hangs, fails

    async def start(self) -> None:
        self._diary.append(f"start {self.name}")

    async def stop(self) -> None:
        self._diary.append(f"stop {self.name}")
        if self._hangs:
            await asyncio.Event().wait()
        if self._fails:
            raise OSError("gone")


def make_router() -> APIRouter:
    router = APIRouter()

    @router.post("/agents", openapi_extra=PUBLIC)
    async def add(body: AgentBody) -> AgentBody:
        return body

    @router.get("/agents/{agent_id}", openapi_extra={"x-acl": "agentd.agents.{agent_id}.read"})
    async def show(agent_id: int) -> None:
        raise NoSuchAgent(agent_id=agent_id)

    @router.post("/raw", openapi_extra=PUBLIC)
    async def raw(request: Request) -> int:
        return len(await request.body())

    @router.get("/bug", openapi_extra=PUBLIC)
    async def bug() -> None:
        raise KeyError("password")

    @router.get("/slow", openapi_extra=PUBLIC)
    async def slow() -> None:
        await asyncio.Event().wait()

    @router.get("/request-id", openapi_extra=PUBLIC)
    async def current() -> str | None:
        return request_id.current()

    return router


def make_app(**options: Any) -> FastAPI:
    settings = DaemonSettings(rest_api=RestApiSettings(max_body_bytes=1000))
    return create_app("agentd", settings, routers=[make_router()], **options)


@pytest.fixture
def rabbitmq() -> Availability:
    return Availability("rabbitmq")


@pytest.fixture
async def client(rabbitmq: Availability) -> AsyncIterator[httpx.AsyncClient]:
    app = make_app(availabilities=[rabbitmq], status=lambda: {"epoch": 3})
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://agentd") as client:
        yield client


class TestBadInputIsTheCallersMistake:
    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"{",
            b"[]",
            b"null",
            b'"text"',
            b'{"number": "\xff"}',
            b'{"number": 3}',
            b'{"number": "\\ud800"}',
            b'{"number": "1", "anything": {"x": ["\\udc00"]}}',
            b'{"number": "1", "priority": ' + b"9" * 5000 + b"}",
            b'{"number": "1", "priority": 1e400}',
            b'{"number": "1", "priority": NaN}',
            b"[" * 900,
        ],
    )
    async def test_bodies(self, client: httpx.AsyncClient, body: bytes) -> None:
        answer = await client.post("/agents", content=body, headers={"Content-Type": "application/json"})
        assert answer.status_code in {400, 413}
        assert set(answer.json()) == {"error", "error_id"}

    async def test_text_beyond_the_basic_plane_is_fine(self, client: httpx.AsyncClient) -> None:
        body = b'{"number": "\\ud83d\\ude00"}'
        answer = await client.post("/agents", content=body, headers={"Content-Type": "application/json"})
        assert answer.json()["number"] == "\U0001f600"

    @pytest.mark.parametrize("path", ["/agents/%00", "/agents/x", "/agents/" + "9" * 5000, "/agents/1?q=%00"])
    async def test_paths_and_queries(self, client: httpx.AsyncClient, path: str) -> None:
        assert (await client.get(path)).status_code == 400

    async def test_a_body_that_is_too_long(self, client: httpx.AsyncClient) -> None:
        assert (await client.post("/raw", content=b"x" * 1000)).json() == 1000
        assert (await client.post("/raw", content=b"x" * 1001)).status_code == 413

    async def test_a_body_that_is_too_long_and_does_not_say_so(self, client: httpx.AsyncClient) -> None:
        async def pieces() -> AsyncIterator[bytes]:
            for _ in range(11):
                yield b"x" * 100

        assert (await client.post("/raw", content=pieces())).status_code == 413

    async def test_a_broken_escape_between_two_pieces(self, client: httpx.AsyncClient) -> None:
        async def pieces() -> AsyncIterator[bytes]:
            yield b'{"number": "1", "anything": {"x": "\\ud8'
            yield b'00"}}'

        answer = await client.post("/agents", content=pieces(), headers={"Content-Type": "application/json"})
        assert answer.status_code == 400


class TestErrors:
    async def test_have_one_form(self, client: httpx.AsyncClient) -> None:
        assert (await client.get("/agents/3")).json() == {"error": "no such agent 3", "error_id": "no-such-agent"}
        assert (await client.get("/nothing")).json() == {"error": "Not Found", "error_id": "http"}
        refused = await client.put("/agents", json={})
        assert (refused.status_code, refused.headers["Allow"]) == (405, "POST")
        assert refused.json()["error"] == "Method Not Allowed"

    async def test_a_bug_shows_nothing_of_the_inside(
        self, client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
    ) -> None:
        with caplog.at_level(logging.ERROR):
            answer = await client.get("/bug")
        assert (answer.status_code, answer.json()["error"]) == (500, "Unexpected error")
        assert answer.headers["X-Request-ID"]
        assert "KeyError" in caplog.text

    async def test_are_rendered_in_the_words_of_the_api(self) -> None:
        def render(status: int, messages: list[str], _error_id: str) -> Response:
            return PlainTextResponse("|".join(messages), status)

        transport = httpx.ASGITransport(make_app(renderer=render), raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://agentd") as client:
            assert (await client.get("/nothing")).text == "Not Found"
            assert (await client.get("/bug")).text == "Unexpected error"
            assert "number" in (await client.post("/agents", json={})).text

    async def test_a_request_that_the_end_interrupts_is_told(self) -> None:
        sent: list[Any] = []

        async def send(message: Any) -> None:
            sent.append(message)

        async def receive() -> Any:
            return {"type": "http.request", "body": b"", "more_body": False}

        scope = {"type": "http", "method": "GET", "path": "/slow", "query_string": b"", "headers": [], "root_path": ""}
        request = asyncio.create_task(make_app()(scope, receive, send))
        await asyncio.sleep(0.05)
        request.cancel()
        await request
        assert sent[0]["status"] == 503


class TestRequestId:
    async def test_of_the_caller_is_kept(self, client: httpx.AsyncClient) -> None:
        answer = await client.get("/request-id", headers={"X-Request-ID": "call-7"})
        assert (answer.json(), answer.headers["X-Request-ID"]) == ("call-7", "call-7")

    @pytest.mark.parametrize("given", ["", "two words", "x" * 65, "new\tline"])
    async def test_an_unfit_one_is_replaced(self, client: httpx.AsyncClient, given: str) -> None:
        answer = await client.get("/request-id", headers={"X-Request-ID": given})
        assert answer.json() == answer.headers["X-Request-ID"] != given


class TestWhatEveryDaemonOffers:
    async def test_liveness_is_not_readiness(self, client: httpx.AsyncClient, rabbitmq: Availability) -> None:
        assert (await client.get("/health/live")).status_code == 200
        assert (await client.get("/health/ready")).json() == {"ready": False, "missing": {"rabbitmq": "not tried yet"}}
        rabbitmq.up()
        assert (await client.get("/health/ready")).status_code == 200
        rabbitmq.down("refused")
        assert (await client.get("/health/ready")).status_code == 503
        assert (await client.get("/health/live")).status_code == 200

    async def test_status(self, client: httpx.AsyncClient) -> None:  # DEV-030
        status = (await client.get("/status")).json()
        assert (status["service"], status["epoch"], status["ready"]) == ("agentd", 3, False)
        assert status["dependencies"]["rabbitmq"]["available"] is False

    async def test_metrics(self, client: httpx.AsyncClient) -> None:
        await client.get("/agents/3")
        text = (await client.get("/metrics")).text
        assert 'xivo_http_requests_total{method="GET",route="/agents/{agent_id}",status="404"}' in text

    async def test_other_sites_may_call(self, client: httpx.AsyncClient) -> None:  # DEV-023
        answer = await client.options(
            "/agents",
            headers={
                "Origin": "https://crm.example",
                "Access-Control-Request-Method": "POST",
                "Access-Control-Request-Headers": "X-Auth-Token, Content-Type",
            },
        )
        assert answer.status_code == 200
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "X-Auth-Token" in answer.headers["Access-Control-Allow-Headers"]
        answer = await client.get("/health/live", headers={"Origin": "https://crm.example"})
        assert "X-Request-ID" in answer.headers["Access-Control-Expose-Headers"]

    async def test_its_own_documentation_without_the_internet(self, client: httpx.AsyncClient) -> None:
        page = (await client.get("/api")).text
        assert "https://" not in page
        for path in ("/api/static/swagger-ui-bundle.js", "/api/static/swagger-ui.css"):
            assert path in page
            assert (await client.get(path)).status_code == 200


class TestContract:
    async def test_says_what_callers_get(self, client: httpx.AsyncClient) -> None:
        contract = (await client.get("/api/api.json")).json()
        add, show = contract["paths"]["/agents"]["post"], contract["paths"]["/agents/{agent_id}"]["get"]
        assert {"200", "400", "413"} == set(add["responses"])
        assert {"200", "400", "401", "403", "503"} == set(show["responses"])
        assert (show["x-acl"], show["security"]) == ("agentd.agents.{agent_id}.read", [{"token": []}])
        assert "security" not in add
        assert contract["components"]["securitySchemes"]["token"]["name"] == "X-Auth-Token"
        assert "HTTPValidationError" not in contract["components"]["schemas"]
        error = show["responses"]["403"]["content"]["application/json"]["schema"]
        assert set(error["properties"]) == {"error", "error_id"}

    def test_a_route_that_declares_nothing_does_not_start(self) -> None:
        router = APIRouter()

        @router.get("/open-by-mistake")
        async def mistake() -> None: ...

        outer = APIRouter()
        outer.include_router(router)
        with pytest.raises(RouteWithoutAcl, match="open-by-mistake"):
            create_app("agentd", DaemonSettings(), routers=[outer])


class TestLife:
    async def test_components_stop_in_reverse_order_of_their_start(self) -> None:
        diary: list[str] = []
        app = make_app(components=[Part("database", diary), Part("bus", diary, fails=True), Part("link", diary)])
        async with app.router.lifespan_context(app):
            assert diary == ["start database", "start bus", "start link"]
        assert diary[3:] == ["stop link", "stop bus", "stop database"]

    async def test_one_that_hangs_does_not_keep_the_others(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("xivo_base.app.STOP_SECONDS", 0.4)
        diary: list[str] = []
        app = make_app(components=[Part("database", diary), Part("bus", diary, hangs=True)])
        loop = asyncio.get_running_loop()
        async with app.router.lifespan_context(app):
            begun = loop.time()
        assert diary[-1] == "stop database"
        assert loop.time() - begun < 0.4
