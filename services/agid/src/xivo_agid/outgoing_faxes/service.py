# SPDX-License-Identifier: GPL-3.0-or-later
"""One call a fax: what is in the folder is on its way, or was within a day."""

import asyncio
import contextlib
import logging
import re
import time
import uuid
from collections.abc import Callable

import httpx
from prometheus_client import Counter
from xivo_base.tasks import supervise
from xivo_clients.amid import AmidClient

from xivo_agid.outgoing_faxes.conversion import NoDocument, converted
from xivo_agid.outgoing_faxes.errors import FaxRefused, NoSuchFax, NoSuchUser, TooManyFaxes
from xivo_agid.outgoing_faxes.model import FaxStatus, OutgoingFax
from xivo_agid.outgoing_faxes.notifier import SenderNotifier
from xivo_agid.outgoing_faxes.schemas import FaxProgress, pages
from xivo_agid.settings import FaxSettings
from xivo_agid.snapshot import Configuration, User
from xivo_agid.toll import Announces

logger = logging.getLogger(__name__)

CONTEXT = "xivo-send-fax"
LONGEST_CALL = 5400.0
"""Seconds, as TIMEOUT(absolute) in the dialplan."""
RING_SECONDS = 60
KEPT_SECONDS = 86400.0
LOOK_SECONDS = 10.0
MOST_AT_ONCE = 20
_NUMBER = re.compile(r"[0-9*#+]{1,40}")
_sent = Counter("xivo_agid_faxes_sent_total", "Faxes of users that arrived, or did not", ["status"])


class OutgoingFaxes:
    """A component. Never sends a document twice: what was dialled before a restart is waited for, nothing else."""

    name = "outgoing faxes"

    def __init__(
        self,
        settings: FaxSettings,
        configuration: Configuration,
        amid: AmidClient,
        announces: Announces,
        clock: Callable[[], float] = time.time,
        notifier: SenderNotifier | None = None,
    ) -> None:
        self._notifier = notifier or SenderNotifier(settings)
        self._folder = settings.spool / "outgoing"
        self._configuration = configuration
        self._amid = amid
        self._announces = announces
        self._clock = clock
        self._faxes: dict[str, OutgoingFax] = {}
        self._loop = supervise(self._for_ever, self.name, longest=60.0)

    async def start(self) -> None:
        await asyncio.to_thread(self._load)
        await self._loop.start()

    async def stop(self) -> None:
        await self._loop.stop()
        await self._notifier.stop()

    async def send(self, user_uuid: str, destination: str, document: bytes) -> OutgoingFax:
        """Converts the document and calls. Raises NoSuchUser, FaxRefused and TooManyFaxes."""
        user = self._user(user_uuid)
        if not _NUMBER.fullmatch(destination):
            raise FaxRefused(reason="destination is no telephone number")
        under_way = sum(fax.status is FaxStatus.PRESENDFAX for fax in self._faxes.values())
        if under_way >= MOST_AT_ONCE:
            raise TooManyFaxes(count=under_way)
        fax = OutgoingFax(uuid.uuid4().hex, user.id, user.uuid, destination, 0, self._clock())
        self._faxes[fax.id] = fax
        try:
            fax.pages = await converted(document, fax.tiff(self._folder))
            await asyncio.to_thread(fax.write, self._folder)
        except (NoDocument, OSError) as error:
            del self._faxes[fax.id]
            await asyncio.to_thread(self._remove, fax)
            if isinstance(error, NoDocument):
                raise FaxRefused(reason=str(error)) from error
            raise
        await self._tell(fax)
        await self._dial(fax, user)
        return fax

    def of_user(self, user_uuid: str) -> list[OutgoingFax]:
        """The latest first. Raises NoSuchUser."""
        user = self._user(user_uuid)
        return sorted(
            (fax for fax in self._faxes.values() if fax.user_uuid == user.uuid), key=lambda fax: -fax.created_at
        )

    def one(self, user_uuid: str, fax_id: str) -> OutgoingFax:
        """Raises NoSuchFax."""
        fax = self._faxes.get(fax_id)
        if fax is None or fax.user_uuid != user_uuid:
            raise NoSuchFax(fax_id=fax_id)
        return fax

    async def ended(self, fax_id: str, status: str, sent: int, error: str) -> None:
        """What Asterisk says at the end of the call."""
        fax = self._faxes.get(fax_id)
        if fax is None or fax.status is not FaxStatus.PRESENDFAX:
            return
        if status == "SUCCESS":
            fax.status, fax.sent = FaxStatus.SUCCESS, sent
        else:
            fax.status, fax.error = FaxStatus.FAILED, error or "nobody answered as a fax"
            self._notifier.tell(self._configuration.current, fax)
        _sent.labels(fax.status).inc()
        await asyncio.to_thread(self._keep_the_end, fax)
        await self._tell(fax)

    def _user(self, user_uuid: str) -> User:
        snapshot = self._configuration.current
        users = snapshot.users.values() if snapshot else ()
        found = next((user for user in users if user.uuid == user_uuid and user.context and user.enabled), None)
        if found is None:
            raise NoSuchUser(user_uuid=user_uuid)
        return found

    async def _dial(self, fax: OutgoingFax, user: User) -> None:
        fax.dialled = True
        await asyncio.to_thread(fax.write, self._folder)
        action: dict[str, str | int | list[str]] = {
            "Channel": f"Local/{fax.destination}@{user.context}/n",
            "Context": CONTEXT,
            "Exten": "s",
            "Priority": 1,
            "Timeout": RING_SECONDS * 1000,
            "CallerID": f'"{user.name.replace(chr(34), "")}" <{user.number or ""}>',
            "Variable": [
                f"__XIVO_USERID={user.id}",
                f"XIVO_FAX_ID={fax.id}",
                f"XIVO_FAX_FILE={fax.tiff(self._folder)}",
            ],
            "Async": "true",
        }
        try:
            told = await self._amid.action("Originate", action)
        except httpx.HTTPError as error:
            await self.ended(fax.id, "FAILED", 0, f"no call could be made: {error!r}")
            return
        if told[0].get("Response") == "Error":
            await self.ended(fax.id, "FAILED", 0, f"no call could be made: {told[0].get('Message', '')}")

    async def _tell(self, fax: OutgoingFax) -> None:
        await self._announces.publish(
            FaxProgress(
                id=fax.id,
                user_id=fax.user_id,
                user_uuid=fax.user_uuid,
                destination=fax.destination,
                status=fax.status,
                pages=pages(fax),
                error=fax.error,
            )
        )

    async def _for_ever(self) -> None:
        while True:
            now = self._clock()
            for fax in list(self._faxes.values()):
                age = now - fax.created_at
                if fax.status is FaxStatus.PRESENDFAX and age > RING_SECONDS + LONGEST_CALL:
                    await self.ended(fax.id, "FAILED", 0, "nobody said what came of it")
                elif fax.status is not FaxStatus.PRESENDFAX and age > KEPT_SECONDS:
                    del self._faxes[fax.id]
                    await asyncio.to_thread(self._remove, fax)
            await asyncio.sleep(LOOK_SECONDS)

    def _load(self) -> None:
        self._folder.mkdir(mode=0o2770, parents=True, exist_ok=True)
        for file in self._folder.glob("*.json"):
            try:
                fax = OutgoingFax.read(file)
            except (OSError, ValueError, TypeError, KeyError):
                logger.exception("%s cannot be read", file)
                continue
            self._faxes[fax.id] = fax
            if fax.status is FaxStatus.PRESENDFAX and not fax.dialled:
                fax.status, fax.error = FaxStatus.FAILED, "interrupted before it was sent"
                self._keep_the_end(fax)
        for tiff in self._folder.glob("*.tif"):
            if tiff.stem not in self._faxes:
                tiff.unlink(missing_ok=True)

    def _keep_the_end(self, fax: OutgoingFax) -> None:
        with contextlib.suppress(OSError):
            fax.write(self._folder)
            fax.tiff(self._folder).unlink(missing_ok=True)

    def _remove(self, fax: OutgoingFax) -> None:
        for path in (fax.file(self._folder), fax.tiff(self._folder)):
            path.unlink(missing_ok=True)
