# SPDX-License-Identifier: GPL-3.0-or-later
"""Where faxes go: an e-mail, an FTP server, a printer, a line in a file."""

import asyncio
import ftplib
import smtplib
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from xivo_agid.fax.job import Fax

SECONDS = 60.0
"""That any of these may take."""


class NotDelivered(Exception):
    """A back-end did not take the fax; it is tried again later."""


class Backend(Protocol):
    async def deliver(self, fax: Fax, tiff: Path) -> None:
        """Raises NotDelivered, OSError, or what smtplib and ftplib raise."""


@dataclass(frozen=True)
class Tools:
    """Programs that do a part of the work."""

    tiff2pdf: str
    lp: str

    async def pdf(self, tiff: Path, folder: str) -> Path:
        """The same pages as a PDF in this folder."""
        made = Path(folder) / f"{tiff.stem}.pdf"
        await run(self.tiff2pdf, "-o", str(made), str(tiff))
        return made


async def run(*command: str) -> None:
    """Raises NotDelivered with what the program said."""
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        async with asyncio.timeout(SECONDS):
            said, _ = await process.communicate()
    except BaseException:
        process.kill()
        await process.wait()
        raise
    if process.returncode:
        raise NotDelivered(f"{command[0]}: {said.decode(errors='replace').strip()[-500:]}")


@dataclass(frozen=True)
class MailBackend:
    """To the e-mail of the incoming call, with the PDF attached (ADM-199)."""

    tools: Tools
    host: str
    port: int
    subject: str
    content: str
    email_from: str

    async def deliver(self, fax: Fax, tiff: Path) -> None:
        if not self.host:
            raise NotDelivered("there is no mail relay")
        with TemporaryDirectory() as folder:
            pdf = await self.tools.pdf(tiff, folder)
            message = self.message(fax, await asyncio.to_thread(pdf.read_bytes))
        await asyncio.to_thread(self._send, message)

    def message(self, fax: Fax, pdf: bytes) -> EmailMessage:
        message = EmailMessage()
        message["From"] = self.email_from
        message["To"] = fax.email
        message["Subject"] = self.subject % fax.variables
        message.set_content(self.content % fax.variables)
        message.add_attachment(pdf, maintype="application", subtype="pdf", filename=f"{fax.name}.pdf")
        return message

    def _send(self, message: EmailMessage) -> None:
        with smtplib.SMTP(self.host, self.port, timeout=SECONDS) as relay:
            relay.send_message(message)


@dataclass(frozen=True)
class FtpBackend:
    """A PDF named ``<caller>-<epoch>.pdf`` (ADM-197)."""

    tools: Tools
    host: str
    username: str
    password: str
    directory: str
    port: int = 21

    async def deliver(self, fax: Fax, tiff: Path) -> None:
        with TemporaryDirectory() as folder:
            pdf = await self.tools.pdf(tiff, folder)
            await asyncio.to_thread(self._store, pdf, f"{fax.name}.pdf")

    def _store(self, pdf: Path, name: str) -> None:
        with ftplib.FTP(timeout=SECONDS) as server, pdf.open("rb") as document:  # noqa: S321  the manual's protocol
            server.connect(self.host, self.port)
            server.login(self.username, self.password)
            if self.directory:
                server.cwd(self.directory)
            server.storbinary(f"STOR {name}", document)


@dataclass(frozen=True)
class PrinterBackend:
    """``lp -d <name> <file>``; without a name the printer is CUPS's default (ADM-198)."""

    tools: Tools
    name: str
    convert_to_pdf: bool

    async def deliver(self, fax: Fax, tiff: Path) -> None:  # noqa: ARG002  a printer asks for no more
        printer = ("-d", self.name) if self.name else ()
        with TemporaryDirectory() as folder:
            document = await self.tools.pdf(tiff, folder) if self.convert_to_pdf else tiff
            await run(self.tools.lp, *printer, str(document))


@dataclass(frozen=True)
class LogBackend:
    """A line for each fax, which begins with date and time (ADM-200)."""

    file: Path
    text: str

    async def deliver(self, fax: Fax, tiff: Path) -> None:  # noqa: ARG002  it says only that there was one
        line = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} {self.text % fax.variables}\n"
        await asyncio.to_thread(self._append, line)

    def _append(self, line: str) -> None:
        with self.file.open("a", encoding="utf-8") as file:
            file.write(line)
