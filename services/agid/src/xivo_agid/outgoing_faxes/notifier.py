# SPDX-License-Identifier: GPL-3.0-or-later
"""Who sent a fax that did not arrive is told by e-mail, where his mailbox has an address."""

import asyncio
import logging
import smtplib
from collections.abc import Callable
from email.message import EmailMessage

from xivo_agid.outgoing_faxes.model import OutgoingFax
from xivo_agid.settings import FaxSettings
from xivo_agid.snapshot import Snapshot

logger = logging.getLogger(__name__)

SECONDS = 30.0
Sends = Callable[[EmailMessage], None]


class SenderNotifier:
    """``tell`` comes back at once: no call waits for a relay. One attempt; the event and the API say the same."""

    def __init__(self, settings: FaxSettings, sends: Sends | None = None) -> None:
        self._settings = settings
        self._sends = sends or self._by_the_relay
        self._under_way: set[asyncio.Task[None]] = set()

    def tell(self, snapshot: Snapshot | None, fax: OutgoingFax) -> None:
        address = _address(snapshot, fax)
        if not address or not self._settings.smtp_host:
            return
        task = asyncio.create_task(self._send(_message(self._settings.email_from, address, fax)), name="fax failed")
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def stop(self) -> None:
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)

    async def _send(self, message: EmailMessage) -> None:
        try:
            await asyncio.to_thread(self._sends, message)
        except (OSError, smtplib.SMTPException) as error:
            logger.warning("a sender was not told that his fax failed: %s", error)

    def _by_the_relay(self, message: EmailMessage) -> None:
        with smtplib.SMTP(self._settings.smtp_host, self._settings.smtp_port, timeout=SECONDS) as relay:
            relay.send_message(message)


def _address(snapshot: Snapshot | None, fax: OutgoingFax) -> str:
    user = snapshot.one("users", fax.user_id) if snapshot else None
    mailbox = snapshot.one("voicemails", user.get("voicemail_id")) if snapshot and user else None
    return str(mailbox.get("email") or "") if mailbox else ""


def _message(sender: str, address: str, fax: OutgoingFax) -> EmailMessage:
    message = EmailMessage()
    message["From"] = sender
    message["To"] = address
    message["Subject"] = f"Your fax to {fax.destination} was not sent"
    message.set_content(f"Your fax to {fax.destination} ({fax.pages} pages) was not sent: {fax.error}.\n")
    return message
