# SPDX-License-Identifier: GPL-3.0-or-later
"""What is done with faxes, by xivo_fax.conf."""

import asyncio
import json
import os
import time
from pathlib import Path

import pytest
from xivo_agid.fax.backends import FtpBackend, LogBackend, MailBackend, PrinterBackend, Tools
from xivo_agid.fax.delivery import FaxDelivery
from xivo_agid.fax.job import Fax
from xivo_agid.fax.rules import BadFaxRules, parse
from xivo_agid.settings import FaxSettings, Settings
from xivo_agid.testing import Announced, Call, eventually

MANUAL = """\
[general]
tiff2pdf = /usr/bin/tiff2pdf
mutt = /usr/bin/mutt
lp = /usr/bin/lp

[mail]
subject = FAX reception to %(dstnum)s
content_file = {content}
email_from = no-reply+fax@xivo.io

[ftp_example_org]
host = example.org
username = foo
password = bar
directory = /foobar

[dstnum_default]
dest = mail

[dstnum_100]
dest = mail, ftp_example_org
"""
FILE = "0123-1448900000-7.tif"
PRINTER = "[printer_office]\nname = office\nconvert_to_pdf = 0\n"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    file = tmp_path / "mail.txt"
    file.write_text("A fax to %(dstnum)s, 100%% yours.\n")
    return file


@pytest.fixture
def fax() -> Fax:
    return Fax(FILE, "alice@example.org", "100", "0123", 1448900000, 2)


class TestRules:
    def test_the_manuals_example(self, content: Path) -> None:  # ADM-194, ADM-195, ADM-196
        rules = parse(MANUAL.format(content=content), FaxSettings(smtp_host="relay"))
        assert rules.of("100") == ("mail", "ftp_example_org")
        assert rules.of("101") == ("mail",)
        ftp = rules.backends["ftp_example_org"]
        assert isinstance(ftp, FtpBackend)
        assert (ftp.host, ftp.username, ftp.password, ftp.directory) == ("example.org", "foo", "bar", "/foobar")

    def test_each_kind_by_the_beginning_of_its_name(self, content: Path) -> None:  # ADM-195, ADM-198, ADM-200
        more = "[printer]\n[log_all]\nfile = /tmp/faxes\nmsg = to %(dstnum)s\n"
        rules = parse(MANUAL.format(content=content) + PRINTER + more, FaxSettings())
        tools = Tools("/usr/bin/tiff2pdf", "/usr/bin/lp")
        assert rules.backends["printer_office"] == PrinterBackend(tools, "office", convert_to_pdf=False)
        assert rules.backends["printer"] == PrinterBackend(tools, "", convert_to_pdf=True)
        assert rules.backends["log_all"] == LogBackend(Path("/tmp/faxes"), "to %(dstnum)s")

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("[dstnum_100]\ndest = nothing\n", "[dstnum_100] names nothing, which is no back-end"),
            ("[dstnum_100]\ndest =\n", "[dstnum_100] names no back-end"),
            ("[pigeon]\n", "[pigeon] begins with none of mail, ftp, printer, log"),
            ("[ftp]\nhost = example.org\n", "[ftp] has no username"),
            ("[log]\nfile = /tmp/x\nmsg = 100%\n", "[log] a % that is not written %%"),
            ("subject = nowhere\n", "line: 1"),
        ],
    )
    def test_what_cannot_be_is_said(self, text: str, said: str) -> None:  # ADM-190, ADM-194, ADM-196
        with pytest.raises(BadFaxRules) as raised:
            parse(text, FaxSettings())
        assert said in str(raised.value)


def test_the_e_mail(content: Path, fax: Fax) -> None:  # ADM-190, ADM-191, ADM-192, ADM-199
    backend = parse(MANUAL.format(content=content), FaxSettings()).backends["mail"]
    assert isinstance(backend, MailBackend)
    message = backend.message(fax, b"%PDF-1.4")
    assert (message["From"], message["To"]) == ("no-reply+fax@xivo.io", "alice@example.org")
    assert message["Subject"] == "FAX reception to 100"
    body = message.get_body()
    assert body is not None
    assert body.get_content() == "A fax to 100, 100% yours.\n"
    (attached,) = message.iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == ("0123-1448900000.pdf", b"%PDF-1.4")


class TestDelivery:
    @pytest.fixture
    def spool(self, settings: Settings, faxes: FaxDelivery) -> Path:
        (settings.fax.spool / FILE).write_bytes(b"II*")
        return settings.fax.spool

    def wants(self, settings: Settings, tmp_path: Path, *, printer: str) -> Path:
        """A printer that does this, and a log."""
        lp = tmp_path / "lp"
        lp.write_text(f"#!/bin/sh\n{printer}\n")
        lp.chmod(0o755)
        log = tmp_path / "faxes.log"
        settings.fax.rules.write_text(
            f"[general]\nlp = {lp}\n{PRINTER}[log]\nfile = {log}\nmsg = to %(dstnum)s\n"
            "[dstnum_default]\ndest = printer_office, log\n"
        )
        return log

    async def test_each_back_end_has_it_then_it_is_gone(
        self, settings: Settings, faxes: FaxDelivery, spool: Path, fax: Fax, tmp_path: Path
    ) -> None:  # ADM-189, ADM-198, ADM-200
        log = self.wants(settings, tmp_path, printer=f'echo "$@" > {tmp_path}/printed')
        await faxes.start()
        await faxes.receive(fax)
        await eventually(lambda: not list(spool.iterdir()), 10)
        await faxes.stop()
        assert (tmp_path / "printed").read_text() == f"-d office {spool / FILE}\n"
        assert log.read_text().endswith(" to 100\n")

    async def test_a_back_end_that_fails_has_it_later_and_the_others_only_once(
        self, settings: Settings, announced: Announced, spool: Path, fax: Fax, tmp_path: Path
    ) -> None:  # ADM-189
        log = self.wants(settings, tmp_path, printer="echo out of paper; exit 1")
        now = [1000.0]
        first = FaxDelivery(settings.fax, announced, clock=lambda: now[0])
        await first.start()
        await first.receive(fax)
        job = spool / FILE.replace(".tif", ".json")
        await eventually(lambda: json.loads(job.read_text())["left"] == ["printer_office"], 10)
        await first.stop()
        assert json.loads(job.read_text())["not_before"] == 1060.0
        assert (spool / FILE).exists()

        self.wants(settings, tmp_path, printer="exit 0")
        now[0] = 1061.0
        restarted = FaxDelivery(settings.fax, announced, clock=lambda: now[0])
        await restarted.start()
        await eventually(lambda: not list(spool.iterdir()), 10)
        await restarted.stop()
        assert log.read_text().count("to 100") == 1

    async def test_a_back_end_that_breaks_harms_nothing_else(
        self,
        settings: Settings,
        faxes: FaxDelivery,
        spool: Path,
        fax: Fax,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        log = self.wants(settings, tmp_path, printer="exit 0")

        async def breaks(*_: object) -> None:
            raise RuntimeError("out of order")

        monkeypatch.setattr(PrinterBackend, "deliver", breaks)
        await faxes.start()
        await faxes.receive(fax)
        job = spool / FILE.replace(".tif", ".json")
        await eventually(lambda: json.loads(job.read_text())["left"] == ["printer_office"], 10)
        await faxes.stop()
        assert "printer_office broke" in caplog.text
        assert log.read_text().endswith(" to 100\n")

    async def test_goes_on_after_the_disk_was_full(
        self,
        settings: Settings,
        faxes: FaxDelivery,
        spool: Path,
        fax: Fax,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        self.wants(settings, tmp_path, printer="exit 1")
        await faxes.receive(fax)
        write, tried = FaxDelivery._write, []

        def full(*_: object) -> None:
            tried.append(1)
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(FaxDelivery, "_write", full)
        await faxes.start()
        await eventually(lambda: tried, 10)
        monkeypatch.setattr(FaxDelivery, "_write", write)
        job = spool / FILE.replace(".tif", ".json")
        await eventually(lambda: json.loads(job.read_text())["left"] == ["printer_office"], 20)
        await faxes.stop()

    async def test_waits_while_the_rules_are_wrong(
        self, settings: Settings, faxes: FaxDelivery, spool: Path, fax: Fax, caplog: pytest.LogCaptureFixture
    ) -> None:  # ADM-194
        settings.fax.rules.write_text("[mail]\n")
        await faxes.start()
        await faxes.receive(fax)
        await faxes.stop()
        assert "[mail] has no subject" in caplog.text
        assert (spool / FILE).exists()


class TestWhileAgidWasAway:
    async def left(self, settings: Settings, *, seconds: float, line: str) -> Path:
        done = settings.fax.spool / f"{FILE}.done"
        await asyncio.to_thread(done.write_text, line)
        at = time.time() - seconds
        os.utime(done, (at, at))
        return done

    async def test_what_asterisk_wrote_down_is_taken_over(
        self, settings: Settings, faxes: FaxDelivery, announced: Announced
    ) -> None:
        done = await self.left(settings, seconds=60, line="alice@example.org|100|SUCCESS|2|a | b\n")
        await faxes._take_what_was_missed()
        assert not done.exists()
        job = json.loads((settings.fax.spool / FILE).with_suffix(".json").read_text())
        assert (job["email"], job["dstnum"], job["srcnum"], job["pages"]) == ("alice@example.org", "100", "0123", 2)
        assert [event.status for event in announced.events] == ["SUCCESS"]  # type: ignore[attr-defined]

    async def test_what_is_being_told_is_left_alone(
        self, settings: Settings, faxes: FaxDelivery, announced: Announced
    ) -> None:
        done = await self.left(settings, seconds=1, line="alice@example.org|100|SUCCESS|2|")
        await faxes._take_what_was_missed()
        assert done.exists()
        assert announced.events == []

    @pytest.mark.parametrize("line", ["", "nonsense", "a|b"])
    async def test_what_cannot_be_read_harms_nothing(
        self, settings: Settings, faxes: FaxDelivery, announced: Announced, line: str
    ) -> None:
        await self.left(settings, seconds=60, line=line)
        await faxes._take_what_was_missed()
        assert announced.events == []


class TestHandleFax:
    async def test_takes_it_over(self, call: Call, settings: Settings, announced: Announced) -> None:  # ADM-189
        done = settings.fax.spool / f"{FILE}.done"
        done.write_text("written by Asterisk, too")
        await call("handle_fax", f"/var/spool/asterisk/fax/{FILE}", "alice@example.org", "100", "SUCCESS", "2", "")
        (job,) = settings.fax.spool.glob("*.json")
        kept = Fax.parse(json.loads(job.read_text()))
        assert kept == Fax(FILE, "alice@example.org", "100", "0123", 1448900000, 2)
        assert announced.events[-1].model_dump()["status"] == "SUCCESS"
        assert not done.exists()

    async def test_tells_of_one_that_broke_off(self, call: Call, settings: Settings, announced: Announced) -> None:
        await call("handle_fax", f"/x/{FILE}", "alice@example.org", "100", "FAILED", "1", "Timed out")
        assert not list(settings.fax.spool.iterdir())
        told = announced.events[-1].model_dump()
        assert (told["status"], told["error"], told["pages"]) == ("FAILED", "Timed out", 1)

    @pytest.mark.parametrize("name", ["/etc/passwd", "../../x.tif", ""])
    async def test_takes_nothing_else(self, call: Call, settings: Settings, name: str) -> None:
        await call("handle_fax", name, "alice@example.org", "100", "SUCCESS", "2", "")
        assert not list(settings.fax.spool.iterdir())
