# SPDX-License-Identifier: GPL-3.0-or-later
import csv
import io
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from xivo_call_logd.app import build_app
from xivo_call_logd.call_logs import router
from xivo_call_logd.settings import CallLogdSettings

HEADER = "Call Date,Caller,Called,Period,user Field\r\n"


@pytest.fixture
async def client(database):
    """A caller on the same host."""
    settings = CallLogdSettings(db_uri=database.uri, timezone="Europe/Paris", consul={"enabled": False})
    app = build_app(settings)
    transport = httpx.ASGITransport(app, client=("127.0.0.1", 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://call-logd/1.0") as client:
        yield client
    await app.state.database.stop()


def csv_rows(answer):
    return list(csv.DictReader(io.StringIO(answer.text, newline="")))


async def test_a_stranger_needs_a_token(database):
    app = build_app(CallLogdSettings(db_uri=database.uri, consul={"enabled": False}))
    transport = httpx.ASGITransport(app, client=("198.51.100.7", 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://call-logd/1.0") as client:
        assert (await client.get("/call_logs")).status_code == 401
    await app.state.database.stop()


class TestCsv:
    async def test_without_calls_has_a_header(self, client):
        answer = await client.get("/call_logs", headers={"Accept": "text/csv"})
        assert answer.status_code == 200  # API-058
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        assert answer.text == HEADER

    async def test_has_a_line_for_each_call_in_the_order_of_their_dates(self, client, ship, call):
        await ship(call("2.2", at=datetime(2013, 1, 1, 23, tzinfo=UTC), talk=2, userfield="userfield"))
        await ship(call("1.1", at=datetime(2012, 12, 31, 23, tzinfo=UTC), talk=None, caller=("source1", "1001")))
        answer = await client.get("/call_logs", headers={"Accept": "text/csv"})
        # API-057: dates are local, without zone
        assert answer.text == (
            HEADER
            + "2013-01-01T00:00:00,source1 (1001),1002,0,\r\n"
            + "2013-01-02T00:00:00,Alice (1001),1002,2,userfield\r\n"
        )

    async def test_values_survive_a_round_trip(self, client, ship, call):
        name = 'Père "Noël", junior'
        await ship(call("1.1", caller=(name, "1001"), userfield="a,b"))
        answer = await client.get("/call_logs", headers={"Accept": "text/csv"})
        (row,) = csv_rows(answer)
        assert (row["Caller"], row["user Field"]) == (f"{name} (1001)", "a,b")  # API-057
        assert f'"{name.replace(chr(34), chr(34) * 2)} (1001)"' in answer.text

    @pytest.mark.parametrize(("seconds", "period"), [(1.4, "1"), (1.5, "2"), (0.4, "0"), (59.9, "60")])
    async def test_the_period_is_rounded(self, client, ship, call, seconds, period):
        await ship(call("1.1", talk=seconds))
        assert csv_rows(await client.get("/call_logs"))[0]["Period"] == period

    async def test_comes_in_chunks(self, client, ship, call, monkeypatch):
        monkeypatch.setattr(router, "_CHUNK", 3)
        at = datetime(2026, 1, 1, tzinfo=UTC)
        await ship([row for n in range(8) for row in call(f"1.{n}", at=at + timedelta(minutes=n // 2))])
        rows = csv_rows(await client.get("/call_logs"))
        assert len(rows) == 8
        assert [row["Call Date"] for row in rows] == sorted(row["Call Date"] for row in rows)


class TestPeriod:
    @pytest.fixture(autouse=True)
    async def four_calls(self, ship, call):
        paris = CallLogdSettings().zone
        for day, hour in ((1, 0), (1, 1), (2, 0), (2, 7)):
            at = datetime(2013, 1, day, hour, tzinfo=paris).astimezone(UTC)
            await ship(call(f"{day}.{hour}", at=at))

    async def test_of_the_manual(self, client):
        params = {"start_date": "2013-01-01T00:12:34", "end_date": "2013-01-02T06:54:32"}
        rows = csv_rows(await client.get("/call_logs", params=params))
        assert [row["Call Date"] for row in rows] == ["2013-01-01T01:00:00", "2013-01-02T00:00:00"]  # API-059

    async def test_contains_both_ends(self, client):
        params = {"start_date": "2013-01-01T01:00:00", "end_date": "2013-01-02T00:00:00"}
        assert len(csv_rows(await client.get("/call_logs", params=params))) == 2

    @pytest.mark.parametrize(("given", "missing"), [("start_date", "end_date"), ("end_date", "start_date")])
    async def test_needs_both_ends(self, client, given, missing):
        answer = await client.get("/call_logs", params={given: "2013-01-01T00:00:00"})
        assert answer.status_code == 400  # API-059 ADM-100
        assert answer.json()["messages"] == [f"Input Error - missing parameters: {missing}"]

    @pytest.mark.parametrize(
        "wrong", ["2013-01-01", "2013-01-01 00:00:00", "2013-13-01T00:00:00", "", "yesterday", "2013-01-01T00:00:00Z"]
    )
    async def test_needs_dates_of_the_documented_form(self, client, wrong):
        params = {"start_date": wrong, "end_date": "2013-01-02T00:00:00"}
        answer = await client.get("/call_logs", params=params)
        assert answer.status_code == 400  # API-059
        assert answer.json()["messages"] == [
            "Input Error - field 'start_date': wrong type. Should be a datetime (YYYY-MM-DDTHH:MM:SS)"
        ]


class TestContentNegotiation:
    @pytest.mark.parametrize(
        ("accept", "status", "media_type"),
        [
            ("text/csv", 200, "text/csv; charset=utf-8"),
            ("*/*", 200, "text/csv; charset=utf-8"),
            ("text/csv, application/json", 200, "text/csv; charset=utf-8"),
            ("application/json", 200, "application/json"),
            ("application/json;q=0.9, */*;q=0.1", 200, "application/json"),
            ("image/png", 406, "application/json"),
        ],
    )
    async def test_gives_csv_unless_json_is_asked_for(self, client, accept, status, media_type):
        answer = await client.get("/call_logs", headers={"Accept": accept})
        assert (answer.status_code, answer.headers["content-type"]) == (status, media_type)  # API-058


class TestJson:
    async def test_has_what_the_csv_has_and_more(self, client, ship, call):
        await ship(call("1.1", talk=5.25, userfield="dept"))
        answer = await client.get("/call_logs", headers={"Accept": "application/json"})
        body = answer.json()
        assert body["total"] == 1
        assert body["items"][0] == {
            "id": 1,
            "linkedid": "1.1",
            "date": "2026-01-02T10:00:00Z",
            "date_answer": "2026-01-02T10:00:02.003000Z",
            "date_end": "2026-01-02T10:00:07.255000Z",
            "source_name": "Alice",
            "source_extension": "1001",
            "destination_name": "Bob",
            "destination_extension": "1002",
            "reached_extension": "1002",
            "answered": True,
            "duration": 5.25,
            "user_field": "dept",
        }

    async def test_is_searched_ordered_and_cut(self, client, ship, call):
        at = datetime(2026, 1, 1, tzinfo=UTC)
        for n, name in enumerate(("Alice", "Bernard", "Alicia")):
            await ship(call(f"1.{n}", at=at + timedelta(minutes=n), caller=(name, f"100{n}")))
        params = {"search": "alic", "direction": "desc", "limit": 1, "skip": 1}
        answer = await client.get("/call_logs", headers={"Accept": "application/json"}, params=params)
        assert (answer.json()["total"], answer.json()["items"][0]["source_name"]) == (2, "Alice")

    @pytest.mark.parametrize("wrong", [{"limit": "0"}, {"skip": "-1"}, {"order": "x"}, {"direction": "up"}])
    async def test_refuses_wrong_parameters(self, client, wrong):
        answer = await client.get("/call_logs", headers={"Accept": "application/json"}, params=wrong)
        assert answer.status_code == 400
