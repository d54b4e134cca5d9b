# SPDX-License-Identifier: GPL-3.0-or-later
"""Faxes that users send: the document, the call, and what is told of it."""

import asyncio
import struct
from collections.abc import AsyncIterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from xivo_agid.outgoing_faxes import conversion
from xivo_agid.outgoing_faxes.errors import FaxRefused, NoSuchFax, NoSuchUser, TooManyFaxes
from xivo_agid.outgoing_faxes.model import FaxStatus, OutgoingFax
from xivo_agid.outgoing_faxes.notifier import SenderNotifier
from xivo_agid.outgoing_faxes.service import MOST_AT_ONCE, OutgoingFaxes
from xivo_agid.settings import Settings
from xivo_agid.store import SnapshotStore
from xivo_agid.testing import Amid, Announced, Call, Clock, Confd, eventually
from xivo_clients.amid import AmidClient

ALICE = "00000000-0000-4000-8000-000000000001"
BOB = "00000000-0000-4000-8000-000000000002"
NUMBER = "0123456789"


@pytest.fixture(autouse=True)
def two_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    async def converted(content: bytes, target: Path) -> int:
        if not content.startswith(b"%PDF-"):
            raise conversion.NoDocument("only PDF and TIFF documents can be sent")
        await asyncio.to_thread(target.write_bytes, b"II*\0")
        return 2

    monkeypatch.setattr("xivo_agid.outgoing_faxes.service.converted", converted)


@pytest.fixture
async def faxes(
    settings: Settings, store: SnapshotStore, amid_client: AmidClient, announced: Announced, clock: Clock
) -> AsyncIterator[OutgoingFaxes]:
    await store.fetch()
    faxes = OutgoingFaxes(settings.fax, store, amid_client, announced, clock)
    await faxes.start()
    yield faxes
    await faxes.stop()


def told(announced: Announced) -> list[tuple[str, int | None]]:
    return [(event.status, event.pages) for event in announced.events]  # type: ignore[attr-defined]


class TestSending:
    async def test_is_a_call_of_the_user(self, faxes: OutgoingFaxes, amid: Amid, announced: Announced) -> None:
        # ADM-186, DEV-099
        fax = await faxes.send(ALICE, NUMBER, b"%PDF-1.4")
        (name, made) = amid.actions[-1]
        assert (name, made["Channel"], made["Context"]) == ("Originate", f"Local/{NUMBER}@default/n", "xivo-send-fax")
        assert made["CallerID"] == '"Alice Abrams" <1001>'
        assert made["Variable"][:2] == ["__XIVO_USERID=1", f"XIVO_FAX_ID={fax.id}"]
        assert told(announced) == [("PRESENDFAX", 2)]

    async def test_is_told_when_it_arrived(
        self, faxes: OutgoingFaxes, announced: Announced, settings: Settings
    ) -> None:
        fax = await faxes.send(ALICE, NUMBER, b"%PDF-1.4")
        await faxes.ended(fax.id, "SUCCESS", 2, "")
        await faxes.ended(fax.id, "FAILED", 0, "late")
        assert told(announced) == [("PRESENDFAX", 2), ("SUCCESS", 2)]
        assert list((settings.fax.spool / "outgoing").glob("*.tif")) == []
        assert faxes.one(ALICE, fax.id).status is FaxStatus.SUCCESS

    async def test_is_told_when_it_did_not(self, faxes: OutgoingFaxes, announced: Announced) -> None:
        fax = await faxes.send(ALICE, NUMBER, b"%PDF-1.4")
        await faxes.ended(fax.id, "", 0, "")
        assert told(announced)[-1] == ("FAILED", None)
        assert faxes.one(ALICE, fax.id).error == "nobody answered as a fax"

    async def test_that_did_not_arrive_is_told_by_e_mail(
        self, settings: Settings, store: SnapshotStore, confd: Confd, amid_client: AmidClient, announced: Announced
    ) -> None:
        """Whose mailbox has an address: Alice's."""
        users = [{**user, "voicemail_id": 7} if user["id"] == 1 else user for user in confd.snapshot["users"]]
        confd.change(users=users, voicemails=[{"id": 7, "email": "alice@example.org"}])
        await store.fetch()
        relay = settings.fax.model_copy(update={"smtp_host": "relay"})
        sent: list[EmailMessage] = []
        notifier = SenderNotifier(relay, sent.append)
        faxes = OutgoingFaxes(relay, store, amid_client, announced, notifier=notifier)
        await faxes.start()
        for user in (ALICE, BOB):
            fax = await faxes.send(user, NUMBER, b"%PDF-1.4")
            await faxes.ended(fax.id, "FAILED", 0, "no fax tones were heard")
        await eventually(lambda: bool(sent))
        await faxes.stop()
        assert [mail["To"] for mail in sent] == ["alice@example.org"]
        assert f"Your fax to {NUMBER} (2 pages) was not sent: no fax tones were heard" in sent[0].get_content()

    async def test_a_relay_that_is_away_harms_nothing(
        self, settings: Settings, store: SnapshotStore, confd: Confd, amid_client: AmidClient, announced: Announced
    ) -> None:
        users = [{**user, "voicemail_id": 7} for user in confd.snapshot["users"]]
        confd.change(users=users, voicemails=[{"id": 7, "email": "all@example.org"}])
        await store.fetch()

        def away(_: EmailMessage) -> None:
            raise ConnectionRefusedError

        relay = settings.fax.model_copy(update={"smtp_host": "relay"})
        faxes = OutgoingFaxes(relay, store, amid_client, announced, notifier=SenderNotifier(relay, away))
        await faxes.start()
        fax = await faxes.send(ALICE, NUMBER, b"%PDF-1.4")
        await faxes.ended(fax.id, "FAILED", 0, "")
        await faxes.stop()
        assert told(announced)[-1] == ("FAILED", None)

    async def test_fails_at_once_while_asterisk_is_away(
        self, faxes: OutgoingFaxes, amid: Amid, announced: Announced
    ) -> None:
        amid.away = True
        await faxes.send(ALICE, NUMBER, b"%PDF-1.4")
        assert told(announced)[-1] == ("FAILED", None)

    @pytest.mark.parametrize("number", ["", "abc", "0123@from-extern", "1" * 41, "12\r\n34", "1&PJSIP/x"])
    async def test_goes_to_numbers_only(self, faxes: OutgoingFaxes, amid: Amid, number: str) -> None:
        with pytest.raises(FaxRefused):
            await faxes.send(ALICE, number, b"%PDF-1.4")
        assert amid.actions == []

    async def test_takes_documents_only(self, faxes: OutgoingFaxes, amid: Amid, settings: Settings) -> None:
        with pytest.raises(FaxRefused, match="only PDF and TIFF"):
            await faxes.send(ALICE, NUMBER, b"PK\x03\x04 word/document.xml")
        assert amid.actions == []
        assert list((settings.fax.spool / "outgoing").iterdir()) == []
        assert faxes.of_user(ALICE) == []

    async def test_is_for_users(self, faxes: OutgoingFaxes) -> None:
        with pytest.raises(NoSuchUser):
            await faxes.send("00000000-0000-4000-8000-000000000099", NUMBER, b"%PDF-1.4")

    async def test_has_a_limit(self, faxes: OutgoingFaxes) -> None:
        for _ in range(MOST_AT_ONCE):
            await faxes.send(ALICE, NUMBER, b"%PDF-1.4")
        with pytest.raises(TooManyFaxes):
            await faxes.send(BOB, NUMBER, b"%PDF-1.4")

    async def test_of_others_are_not_seen(self, faxes: OutgoingFaxes) -> None:
        fax = await faxes.send(ALICE, NUMBER, b"%PDF-1.4")
        assert [one.id for one in faxes.of_user(ALICE)] == [fax.id]
        assert faxes.of_user(BOB) == []
        with pytest.raises(NoSuchFax):
            faxes.one(BOB, fax.id)


class TestRestart:
    async def again(
        self, faxes: OutgoingFaxes, settings: Settings, store: SnapshotStore, amid_client: AmidClient,
        announced: Announced, clock: Clock,
    ) -> OutgoingFaxes:  # fmt: skip
        await faxes.stop()
        again = OutgoingFaxes(settings.fax, store, amid_client, announced, clock)
        await again.start()
        return again

    async def test_what_was_dialled_is_waited_for(
        self, faxes: OutgoingFaxes, settings: Settings, store: SnapshotStore, amid_client: AmidClient, amid: Amid,
        announced: Announced, clock: Clock,
    ) -> None:  # fmt: skip
        fax = await faxes.send(ALICE, NUMBER, b"%PDF-1.4")
        again = await self.again(faxes, settings, store, amid_client, announced, clock)
        try:
            assert len(amid.actions) == 1
            await again.ended(fax.id, "SUCCESS", 2, "")
            assert told(announced)[-1] == ("SUCCESS", 2)
        finally:
            await again.stop()

    async def test_what_was_not_is_not_sent_later(
        self, faxes: OutgoingFaxes, settings: Settings, store: SnapshotStore, amid_client: AmidClient, amid: Amid,
        announced: Announced, clock: Clock,
    ) -> None:  # fmt: skip
        OutgoingFax("ab" * 16, 1, ALICE, NUMBER, 2, clock.now).write(settings.fax.spool / "outgoing")
        again = await self.again(faxes, settings, store, amid_client, announced, clock)
        try:
            assert again.one(ALICE, "ab" * 16).status is FaxStatus.FAILED
            assert amid.actions == []
        finally:
            await again.stop()


async def test_asterisk_says_how_it_ended(call: Call) -> None:
    assert await call("fax_sent", "0" * 32, "SUCCESS", "2", "") == {}


class TestConversion:
    @pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04", b"%!PS-Adobe"])
    async def test_knows_pdf_and_tiff(self, tmp_path: Path, content: bytes) -> None:
        with pytest.raises(conversion.NoDocument, match="only PDF and TIFF"):
            await conversion.converted(content, tmp_path / "fax.tif")

    def test_pages_are_counted(self) -> None:
        header = b"II*\0" + struct.pack("<I", 8)
        first = struct.pack("<H12sI", 1, bytes(12), 26)
        last = struct.pack("<H12sI", 1, bytes(12), 0)
        assert conversion.page_count(header + first + last) == 2
        assert conversion.page_count(header + struct.pack("<H12sI", 1, bytes(12), 8)) == conversion.MOST_PAGES + 1
