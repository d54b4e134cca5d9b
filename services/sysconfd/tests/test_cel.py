# SPDX-License-Identifier: GPL-3.0-or-later
"""Channel events from Asterisk's file to the bus: nothing lost, nothing twice."""

import asyncio
import json
import os

import jsonschema
import pytest
from xivo_bus.testing import MemoryBus
from xivo_sysconfd.cel.events import CelCreated
from xivo_sysconfd.cel.rows import BadRow, parse_row
from xivo_sysconfd.cel.shipper import CelShipper
from xivo_sysconfd.settings import CEL_COLUMNS, CelSettings


def row(number, name="Alice"):
    fields = dict.fromkeys(CEL_COLUMNS, "")
    fields |= {"eventtype": "CHAN_START", "eventtime": f"1447999.{number:06d}", "uniqueid": f"1.{number}"}
    fields |= {"cid_name": name, "linkedid": "1.0"}
    quoted = ('"' + value.replace('"', '""') + '"' for value in fields.values())
    return ",".join(quoted) + "\n"


class Spool:
    """The file, what was shipped from it, and processes that may be killed at any moment."""

    def __init__(self, tmp_path):
        self.settings = CelSettings(
            path=tmp_path / "cel.csv",
            position_path=tmp_path / "state" / "position.json",
            batch_rows=10,
            rotate_bytes=500,
            keep_rotated=0,
        )
        self.bus = MemoryBus()
        self.number = 0

    def write(self, rows=1, **fields):
        with self.settings.path.open("a") as file:
            for _ in range(rows):
                file.write(row(self.number, **fields))
                self.number += 1

    def shipper(self, publisher=None):
        """As a process that has just started."""
        return CelShipper(self.settings, publisher or self.bus, "uuid")

    @property
    def times(self):
        """`eventtime`s of what a consumer with an inbox has taken."""
        seen, times = set(), []
        for message in self.bus.named("cel_created"):
            if message.message_id not in seen:
                seen.add(message.message_id)
                times += [row["eventtime"] for row in message.data["rows"]]
        return times

    def expected(self):
        return [f"1447999.{number:06d}" for number in range(self.number)]


@pytest.fixture
def spool(tmp_path):
    return Spool(tmp_path)


class Killed(BaseException):
    """kill -9."""


class TestRows:
    def test_fields_by_name(self):
        parsed = parse_row(row(7, name='Al "the" B, é').strip().encode(), 42, CEL_COLUMNS)
        assert parsed["offset"] == 42
        assert parsed["cid_name"] == 'Al "the" B, é'
        assert set(parsed) == {"offset", *CEL_COLUMNS}

    @pytest.mark.parametrize("line", [b"", b'"a","b"', b'"a', b"\xff\xfe"])
    def test_what_is_no_row(self, line):
        with pytest.raises(BadRow):
            parse_row(line, 0, CEL_COLUMNS)


async def test_rows_are_shipped_once_in_order(spool):
    spool.write(25)
    shipper = spool.shipper()
    assert await shipper.ship() == 25
    assert await shipper.ship() == 0
    spool.write(3)
    assert await shipper.ship() == 3
    assert spool.times == spool.expected()
    assert len(spool.bus.messages) == 4
    assert spool.bus.messages[0].routing_key == "cel.created"


async def test_the_event_is_what_the_contract_says(spool):
    spool.write(2)
    await spool.shipper().ship()
    message = spool.bus.messages[0]
    jsonschema.validate(message.data, CelCreated.model_json_schema())
    assert message.data["rows"][1]["offset"] == len(row(0))
    assert message.data["until"] == 2 * len(row(0))


async def test_a_partial_line_waits_for_its_end(spool):
    whole = row(0)
    spool.settings.path.write_text(whole[:30])
    shipper = spool.shipper()
    assert await shipper.ship() == 0
    with spool.settings.path.open("a") as file:
        file.write(whole[30:] + row(1)[:10])
    assert await shipper.ship() == 1
    with spool.settings.path.open("a") as file:
        file.write(row(1)[10:])
    assert await shipper.ship() == 1
    spool.number = 2
    assert spool.times == spool.expected()


async def test_the_broker_away_rows_stay_in_the_file(spool):
    spool.write(5)
    spool.bus.available = False
    shipper = spool.shipper()
    assert await shipper.ship() == 0
    assert shipper.unshipped_bytes == spool.settings.path.stat().st_size
    spool.write(5)
    spool.bus.available = True
    assert await shipper.ship() == 10
    assert spool.times == spool.expected()


async def test_a_restart_goes_on_where_it_was(spool):
    spool.write(12)
    await spool.shipper().ship()
    spool.write(12)
    assert await spool.shipper().ship() == 12
    assert spool.times == spool.expected()


async def test_killed_between_sending_and_remembering_the_same_message_goes_again(spool):
    class Dying:
        """The broker has it, we do not live to know."""

        async def publish_all(self, messages):
            await spool.bus.publish_all(messages)
            raise Killed

    spool.write(7)
    with pytest.raises(Killed):
        await spool.shipper(Dying()).ship()
    spool.write(20)
    await spool.shipper().ship()
    first, again = spool.bus.messages[:2]
    assert first.message_id == again.message_id
    assert first.body == again.body
    assert spool.times == spool.expected()


async def test_killed_before_sending_nothing_is_lost(spool):
    class Dying:
        async def publish_all(self, messages):
            raise Killed

    spool.write(7)
    with pytest.raises(Killed):
        await spool.shipper(Dying()).ship()
    spool.write(20)
    await spool.shipper().ship()
    assert spool.times == spool.expected()


@pytest.mark.parametrize("step", range(12))
async def test_killed_at_any_write_to_disk(spool, monkeypatch, step):
    spool.write(25)
    calls = [0]
    fsync = os.fsync

    def dying(descriptor):
        calls[0] += 1
        if calls[0] == step:
            raise Killed
        fsync(descriptor)

    with monkeypatch.context() as patched:
        patched.setattr("os.fsync", dying)
        try:
            await spool.shipper().ship()
        except Killed:
            spool.write(4)
    await spool.shipper().ship()
    assert spool.times == spool.expected()


async def test_rotation_loses_no_row(spool):
    shipper = spool.shipper()
    for _ in range(4):
        spool.write(15)
        await shipper.ship()
        late = spool.settings.path.open("a")
        rotated = shipper._spool.rotate()
        assert rotated is not None
        late.write(row(spool.number))  # Asterisk had the file open when it was renamed
        late.close()
        spool.number += 1
        spool.write(2)
        await shipper.ship()
    assert spool.times == spool.expected()


async def test_old_files_go_once_they_are_shipped(spool, monkeypatch):
    monkeypatch.setattr("xivo_sysconfd.cel.spool._SETTLE_SECONDS", -1)
    shipper = spool.shipper()
    folder = spool.settings.path.parent
    for _ in range(3):
        spool.write(15)
        shipper._spool.rotate()
    assert len(list(folder.glob("cel.csv.*"))) == 3
    await shipper.ship()
    spool.write(15)
    shipper._spool.rotate()
    shipper._spool.rotate()
    assert len(list(folder.glob("cel.csv.*"))) == 1, "only what is not shipped yet"
    await shipper.ship()
    assert spool.times == spool.expected()
    spool.write(1)
    shipper._spool.rotate()
    assert list(folder.glob("cel.csv*")) == [spool.settings.path]
    assert json.loads(spool.settings.position_path.read_text()) == {"files": {}}


async def test_a_file_emptied_by_somebody_begins_anew(spool):
    spool.write(5)
    shipper = spool.shipper()
    await shipper.ship()
    spool.settings.path.write_text("")
    assert await shipper.ship() == 0
    spool.write(2)
    assert await shipper.ship() == 2
    assert spool.times == spool.expected()


async def test_bad_lines_are_told_and_passed(spool, caplog):
    spool.write(1)
    with spool.settings.path.open("a") as file:
        file.write("nonsense\n\n")
    spool.write(1)
    shipper = spool.shipper()
    assert await shipper.ship() == 2
    assert shipper.bad_rows == 1
    assert "is no row" in caplog.text
    assert spool.times == spool.expected()


async def test_positions_lost_everything_is_sent_again_the_same(spool, caplog):
    spool.write(8)
    await spool.shipper().ship()
    spool.settings.position_path.write_text("{broken")
    await spool.shipper().ship()
    first, again = spool.bus.messages
    assert first.message_id == again.message_id
    assert "unreadable" in caplog.text


async def test_a_row_is_on_the_bus_within_200_ms(host):
    async with host.sysconfd():
        host.cel.write_text(row(0))
        async with asyncio.timeout(0.2):
            while not host.bus.named("cel_created"):  # noqa: ASYNC110  the bus is ours
                await asyncio.sleep(0.005)
        await asyncio.sleep(0.1)
        assert (await host.status())["cel"]["rows"] == 1
