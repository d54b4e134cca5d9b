# SPDX-License-Identifier: GPL-3.0-or-later
"""agid with a confd and an Asterisk that the test plays."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from xivo_agid.callers_names import CallersNames
from xivo_agid.changes import Changes
from xivo_agid.completion import CallCompletion
from xivo_agid.devices import Devices
from xivo_agid.dispatcher import Dispatcher
from xivo_agid.fax.delivery import FaxDelivery
from xivo_agid.handler import Surroundings
from xivo_agid.in_callerid.service import InCalleridRules
from xivo_agid.mailboxes import Mailboxes
from xivo_agid.outgoing_faxes.service import OutgoingFaxes
from xivo_agid.permissions import Permissions
from xivo_agid.ring_tones.service import RingTones
from xivo_agid.settings import (
    CompletionSettings,
    FaxSettings,
    InCalleridSettings,
    ProvisioningSettings,
    RingTonesSettings,
    Settings,
    SnapshotSettings,
)
from xivo_agid.store import SnapshotStore
from xivo_agid.testing import Amid, Announced, Call, Clock, Confd, Dird, Variables, play_asterisk
from xivo_asterisk.fastagi import AGIServer
from xivo_base.plugins import load_plugins
from xivo_clients.amid import AmidClient


@pytest.fixture
def confd() -> Confd:
    return Confd()


@pytest.fixture
def amid() -> Amid:
    return Amid()


@pytest.fixture
def dird() -> Dird:
    return Dird()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def announced() -> Announced:
    return Announced()


@pytest.fixture
async def amid_client(amid: Amid) -> AsyncIterator[AmidClient]:
    async with httpx.AsyncClient(transport=httpx.MockTransport(amid), base_url="http://amid") as client:
        yield AmidClient(client)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        snapshot=SnapshotSettings(cache=tmp_path / "snapshot.json"),
        provisioning=ProvisioningSettings(synchronize_after=timedelta(0)),
        completion=CompletionSettings(file=tmp_path / "completions.json"),
        fax=FaxSettings(spool=tmp_path / "fax", rules=tmp_path / "xivo_fax.conf"),
        in_callerid=InCalleridSettings(rules=tmp_path / "xivo_in_callerid.conf", shipped=tmp_path / "shipped.conf"),
        ring_tones=RingTonesSettings(rules=tmp_path / "xivo_ring.conf"),
    )


@pytest.fixture
async def store(settings: Settings, confd: Confd) -> AsyncIterator[SnapshotStore]:
    async with httpx.AsyncClient(transport=httpx.MockTransport(confd), base_url="http://confd") as client:
        yield SnapshotStore(settings.snapshot, client)


@pytest.fixture
def faxes(settings: Settings, announced: Announced) -> FaxDelivery:
    """Not started: what it is given stays in the spool folder."""
    settings.fax.spool.mkdir()
    return FaxDelivery(settings.fax, announced)


@pytest.fixture
def in_callerid(settings: Settings, store: SnapshotStore) -> InCalleridRules:
    """Not started: until ``read`` there are confd's rules alone."""
    return InCalleridRules(settings.in_callerid, store)


@pytest.fixture
def ring_tones(settings: Settings) -> RingTones:
    """Not started: until ``read`` there are confd's numbers alone."""
    return RingTones(settings.ring_tones)


@pytest.fixture
async def call(
    settings: Settings,
    confd: Confd,
    amid_client: AmidClient,
    store: SnapshotStore,
    announced: Announced,
    faxes: FaxDelivery,
    dird: Dird,
    in_callerid: InCalleridRules,
    ring_tones: RingTones,
    tmp_path: Path,
) -> AsyncIterator[Call]:
    """`await call("script", "argument", VARIABLE="of the channel")`: the variables afterwards."""
    client = httpx.AsyncClient(transport=httpx.MockTransport(confd), base_url="http://confd")
    handlers = load_plugins(
        "xivo_agid.handlers",
        settings.enabled_plugins["handlers"],
        Surroundings(
            settings,
            store,
            Devices(client),
            Changes(client),
            Mailboxes(amid_client),
            announced,
            faxes,
            CallCompletion(settings.completion, store, amid_client),
            OutgoingFaxes(settings.fax, store, amid_client, announced),
            CallersNames(httpx.AsyncClient(transport=httpx.MockTransport(dird), base_url="http://dird")),
            in_callerid,
            ring_tones,
            Permissions(),
        ),
    )
    dispatcher = Dispatcher(settings.agi, handlers)
    path = str(tmp_path / "agi")
    dispatcher.server = AGIServer(dispatcher.dispatch, path=path)
    await dispatcher.start()

    async def make(script: str, *args: str, **variables: str) -> Variables:
        return await play_asterisk(path, script, args, dict(variables))

    yield make
    await dispatcher.stop()
    await client.aclose()
