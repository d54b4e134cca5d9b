# SPDX-License-Identifier: GPL-3.0-or-later
"""Call logs, which confd gets from call-logd."""

import httpx
import pytest

TEXT_CSV = {"Accept": "text/csv"}


class TestCallLogs:
    async def test_needs_credentials(self, anonymous):
        assert (await anonymous.get("/call_logs", headers=TEXT_CSV)).status_code == 401

    async def test_all_of_them_as_csv(self, confd, call_logd):  # API-057 API-058
        answer = await confd.get("/call_logs", headers=TEXT_CSV)
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
        assert answer.text.splitlines() == [
            "Call Date,Caller,Called,Period,user Field",
            "2013-01-01T01:00:00,source1 (1001),2001,1,",
            "2013-01-02T00:00:00,source2 (1002),2002,2,userfield",
        ]
        (request,) = call_logd.requests
        assert (request.url.path, request.url.query, request.headers["Accept"]) == ("/1.0/call_logs", b"", "text/csv")

    @pytest.mark.parametrize("accept", ["application/json", "text/html", "text/csv;q=0"])
    async def test_nothing_but_csv(self, confd, accept):  # API-058
        answer = await confd.get("/call_logs", headers={"Accept": accept})
        assert (answer.status_code, answer.content) == (406, b"")

    @pytest.mark.parametrize("accept", ["*/*", "text/*", "application/json, text/csv"])
    async def test_who_accepts_csv_too(self, confd, accept):  # API-058
        assert (await confd.get("/call_logs", headers={"Accept": accept})).status_code == 200

    async def test_a_period(self, confd, call_logd):  # API-059
        dates = {"start_date": "2013-01-01T00:12:34", "end_date": "2013-01-02T06:54:32"}
        assert (await confd.get("/call_logs", params=dates, headers=TEXT_CSV)).status_code == 200
        assert dict(call_logd.requests[0].url.params) == dates

    async def test_what_call_logd_refuses(self, confd, call_logd):  # API-059 API-213
        messages = ["Input Error - missing parameters: end_date"]
        call_logd.answer = httpx.Response(400, json={"error": messages[0], "messages": messages})
        answer = await confd.get("/call_logs?start_date=2013-01-01T00:12:34", headers=TEXT_CSV)
        assert (answer.status_code, answer.json()) == (400, messages)

    @pytest.mark.parametrize("status", [401, 403, 500, 503])
    async def test_call_logd_that_cannot_answer(self, confd, call_logd, status):
        call_logd.answer = httpx.Response(status, json={"error": "whatever"})
        answer = await confd.get("/call_logs", headers=TEXT_CSV)
        assert (answer.status_code, answer.json()) == (503, ["Unexpected error: call-logd is not available"])

    async def test_call_logd_away(self, confd, call_logd):
        call_logd.away = True
        answer = await confd.get("/call_logs", headers=TEXT_CSV)
        assert (answer.status_code, answer.json()) == (503, ["Unexpected error: call-logd is not available"])
        assert "Retry-After" in answer.headers
