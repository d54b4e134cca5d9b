# SPDX-License-Identifier: GPL-3.0-or-later
"""The files over HTTP, with a confd that the test plays."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from typing import Any

import httpx
import orjson
import pytest
from xivo_base.settings import BusSettings, ConsulSettings
from xivo_confgend.app import build_app
from xivo_confgend.settings import Settings
from xivo_confgend.testing import company


class Confd:
    """Answers for /1.1/snapshot as confd does."""

    def __init__(self) -> None:
        self.data: dict[str, Any] = company(2)
        self.away = False
        self.full_answers = 0
        self.questions = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if self.away:
            raise httpx.ConnectError("refused", request=request)
        assert request.url.path == "/1.1/snapshot"
        self.questions += 1
        assert request.url.params["secrets"] == "true"
        body = orjson.dumps(self.data)
        etag = f'"{hashlib.sha256(body).hexdigest()}"'
        if request.headers.get("If-None-Match") == etag:
            return httpx.Response(304, headers={"ETag": etag})
        self.full_answers += 1
        return httpx.Response(200, content=body, headers={"ETag": etag})


@pytest.fixture
def confd() -> Confd:
    return Confd()


@pytest.fixture
def app(confd: Confd) -> Any:
    settings = Settings(consul=ConsulSettings(enabled=False), bus=BusSettings(enabled=False))
    return build_app(settings, client=httpx.AsyncClient(transport=httpx.MockTransport(confd), base_url="http://confd"))


def caller(app: Any, address: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app, client=(address, 1)), base_url="http://confgend")


@pytest.fixture
async def confgend(app: Any) -> AsyncIterator[httpx.AsyncClient]:
    async with caller(app, "127.0.0.1") as client:
        yield client


class TestFiles:
    async def test_without_a_token_only_this_host_is_served(self, app: Any) -> None:
        async with caller(app, "192.0.2.7") as stranger:
            assert (await stranger.get("/asterisk/pjsip.conf")).status_code == 401

    async def test_a_file_is_plain_text_with_an_etag_and_a_line_in_the_log(
        self, confgend: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
    ) -> None:
        # DEV-015
        caplog.set_level("INFO")
        answer = await confgend.get("/asterisk/pjsip.conf")
        assert answer.status_code == 200
        assert answer.headers["Content-Type"].startswith("text/plain")
        assert answer.headers["X-Live-Reload"] == "true"
        assert answer.headers["ETag"]
        assert "[line0001]" in answer.text
        assert "serving asterisk/pjsip.conf" in caplog.text
        assert "secret-1" not in caplog.text

    async def test_what_did_not_change_is_not_sent_again(self, confgend: httpx.AsyncClient, confd: Confd) -> None:
        etag = (await confgend.get("/asterisk/extensions.conf")).headers["ETag"]
        confd.data["users"][0]["simultaneous_calls"] = 1
        again = await confgend.get("/asterisk/extensions.conf", headers={"If-None-Match": etag})
        assert (again.status_code, again.content) == (304, b"")
        assert confd.full_answers == 2

    async def test_a_change_is_in_the_very_next_answer(self, confgend: httpx.AsyncClient, confd: Confd) -> None:
        etag = (await confgend.get("/asterisk/pjsip.conf")).headers["ETag"]
        confd.data["lines"][0]["callerid"] = '"New Name" <1001>'
        again = await confgend.get("/asterisk/pjsip.conf", headers={"If-None-Match": etag})
        assert again.status_code == 200
        assert '"New Name"' in again.text

    async def test_the_list_names_what_can_be_asked_for(self, confgend: httpx.AsyncClient) -> None:
        files = (await confgend.get("/asterisk")).json()["files"]
        assert {"asterisk/extensions.conf", "asterisk/pjsip.conf", "asterisk/queues.conf"} <= set(files)
        for name in files:
            assert (await confgend.get(f"/{name}")).status_code == 200

    async def test_files_asked_for_at_once_share_their_question(
        self, confgend: httpx.AsyncClient, confd: Confd
    ) -> None:
        names = (await confgend.get("/asterisk")).json()["files"]
        confd.questions = 0
        answers = await asyncio.gather(*(confgend.get(f"/{name}") for name in names))
        assert {answer.status_code for answer in answers} == {200}
        assert confd.questions <= 2

    async def test_an_unknown_file_is_not_found(self, confgend: httpx.AsyncClient) -> None:
        answer = await confgend.get("/asterisk/passwd")
        assert (answer.status_code, answer.json()["error_id"]) == (404, "no-such-file")


class TestConfdAway:
    async def test_an_old_state_does_not_pass_for_a_new_one(self, confgend: httpx.AsyncClient, confd: Confd) -> None:
        await confgend.get("/asterisk/pjsip.conf")
        confd.away = True
        answer = await confgend.get("/asterisk/pjsip.conf")
        assert answer.status_code == 503
        assert answer.headers["Retry-After"]

    async def test_it_serves_again_when_confd_is_back(self, confgend: httpx.AsyncClient, confd: Confd) -> None:
        confd.away = True
        assert (await confgend.get("/asterisk/pjsip.conf")).status_code == 503
        confd.away = False
        assert (await confgend.get("/asterisk/pjsip.conf")).status_code == 200

    @pytest.mark.parametrize("nonsense", [{"version": 1}, [], {**company(1), "users": None}])
    async def test_a_snapshot_that_makes_no_sense_is_none(
        self, confgend: httpx.AsyncClient, confd: Confd, nonsense: Any
    ) -> None:
        confd.data, good = nonsense, confd.data
        answer = await confgend.get("/asterisk/pjsip.conf")
        assert (answer.status_code, answer.json()["error_id"]) == (503, "no-snapshot")
        confd.data = good
        assert (await confgend.get("/asterisk/pjsip.conf")).status_code == 200
