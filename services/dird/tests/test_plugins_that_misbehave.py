# SPDX-License-Identifier: GPL-3.0-or-later
"""Plugins of others: what they raise, answer or hold up costs their own results only (SYS-292, SYS-297)."""

import asyncio
import datetime as dt
import decimal
import json
import subprocess
import sys
import threading

import orjson
import pytest
from xivo_dird.answers import shown
from xivo_dird.displays import Column
from xivo_dird.sources import THREADS, Entry, Source
from xivo_dird.threads import MOST_WAITING, Busy, DaemonThreads
from xivo_dird.views.default_json import body


class Answering:
    """The manual's minimum: a name that is a method, and no base class."""

    def __init__(self, answer):
        self._answer = answer

    def name(self):
        return "another"

    def load(self, args): ...

    def unload(self): ...

    def search(self, term, args):
        return self._answer

    def list(self, uids):
        return self._answer

    def match(self, exten):
        return self._answer


@pytest.mark.parametrize("answer", [1, "text", b"bytes", {"a": 1}, [1], [None], [["a"]], object()])
async def test_what_is_no_list_of_dictionaries_is_no_answer(answer, caplog):
    source = Source("odd", Answering(answer), {})
    for _ in range(2):
        assert await source.search("x", {}, 1.0) == ()
        assert await source.list(["x"], {}, 1.0) == ()
    assert caplog.text.count("the source odd gives no results") == 1
    assert "expected" in source.trouble
    await source.unload()


async def test_every_value_becomes_one_that_a_client_can_read():
    odd = {
        "text": "\ud800é",
        "bytes": b"\xff",
        "decimal": decimal.Decimal("1.5"),
        "date": dt.date(2026, 11, 30),
        "list": [{"\udfff": {1}}],
        "huge": 2**70,
        3: "three",
        "relations": {"user_id": "no number", "endpoint_id": 4, "xivo_id": "u", "unknown": object()},
    }
    source = Source("odd", Answering([odd]), {"unique_column": "text"})
    found = [Entry(source, fields) for fields in await source.search("x", {}, 1.0)]
    columns = [Column(field=name) for name in ("text", "bytes", "decimal", "date", "list", "huge", "nobody")]
    columns.append(Column(format="{db-text} {db-decimal}"))
    (result,) = json.loads(body(tuple(columns), found, set()))["results"]
    values = ["?é", "b'\\xff'", "1.5", "2026-11-30", [{"?": "{1}"}], str(2**70), None, "?é 1.5"]
    assert result["column_values"] == values
    assert result["relations"] == {
        "xivo_id": "u",
        "user_id": None,
        "endpoint_id": 4,
        "agent_id": None,
        "source_entry_id": "?é",
    }
    orjson.dumps(shown(odd))
    await source.unload()


async def test_lists_in_lists_without_end_are_cut_off():  # SYS-297
    deep: list = []
    for _ in range(500):
        deep = [deep]
    source = Source("odd", Answering([{"text": "Alice", "deep": deep}]), {})
    found = [Entry(source, fields) for fields in await source.search("x", {}, 1.0)]
    (result,) = json.loads(body((Column(field="text"), Column(field="deep")), found, set()))["results"]
    assert result["column_values"][0] == "Alice"
    await source.unload()


async def test_a_generator_that_never_ends_is_cut_off():
    source = Source("odd", Answering(iter(lambda: {"a": 1}, None)), {})
    assert len(await source.search("x", {}, 5.0)) == 1000
    await source.unload()


class TestAHangingThread:
    async def test_costs_its_deadline_and_others_are_answered(self, caplog):
        release = threading.Event()

        class Hanging(Answering):
            def search(self, term, args):
                release.wait(30)

        hanging, well = Source("hanging", Hanging(None), {}), Source("well", Answering([{"a": 1}]), {})
        for _ in range(THREADS + 2):
            answers = await asyncio.gather(hanging.search("x", {}, 0.05), well.search("x", {}, 5.0))
            assert answers == [(), [{"a": 1}]]
        assert caplog.text.count("the source hanging gives no results") == 1
        release.set()
        assert await hanging.search("x", {}, 5.0) == ()
        assert hanging.trouble is None
        await hanging.unload()
        await well.unload()

    async def test_only_so_many_wait(self):
        release = threading.Event()
        threads = DaemonThreads("test", 1)
        waiting = [asyncio.create_task(threads.run(release.wait, 30)) for _ in range(MOST_WAITING + 1)]
        await asyncio.sleep(0)
        while threads._calls.qsize() < MOST_WAITING:
            await asyncio.sleep(0)
            waiting.append(asyncio.create_task(threads.run(release.wait, 30)))
        with pytest.raises(Busy):
            await threads.run(release.wait, 30)
        release.set()
        await asyncio.gather(*waiting, return_exceptions=True)
        threads.close()

    def test_does_not_keep_the_process_from_ending(self):
        program = (
            "import asyncio, time\n"
            "from xivo_dird.sources import Source\n"
            "class Hanging:\n"
            "    def search(self, term, args): time.sleep(600)\n"
            "asyncio.run(Source('hanging', Hanging(), {}).search('x', {}, 0.05))\n"
        )
        subprocess.run([sys.executable, "-c", program], timeout=50, check=True, capture_output=True)


async def test_one_that_cannot_be_unloaded_keeps_nobody():
    class Stubborn(Answering):
        def unload(self):
            raise RuntimeError("no")

    source = Source("stubborn", Stubborn([]), {})
    await source.unload()
    assert "no" in source.trouble
