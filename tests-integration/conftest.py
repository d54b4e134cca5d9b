# SPDX-License-Identifier: GPL-3.0-or-later
"""The fleet under test: a compose project for each worker of the run, reached at its containers' addresses."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from burglar import Burglar
from offices import Desk, Office, let_in, settled
from people import Staff, nothing_set, people_at_work
from provider import Provider
from xivo_testkit.fleet import Fleet, eventually
from xivo_testkit.office import hire
from xivo_testkit.phones import Hardware, SimulatedPhone, snom_720, yealink_t46g
from xivo_testkit.recorder import BusRecorder

ROOT = Path(__file__).resolve().parent.parent
SECRETS = ROOT / "build" / "test" / "secrets.env"
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
PROJECT = "-".join(filter(None, (os.environ.get("XIVO_TEST_PROJECT", "xivo-test"), WORKER)))
COMPOSE_FILES = (ROOT / "compose.yaml", ROOT / "tests-integration" / "compose.test.yaml")
CONF_D = SECRETS.parent / "-".join(filter(None, ("conf.d", WORKER)))
"""What services of this fleet are told beside their defaults: nothing, but for tests of that."""
SERVICES = {
    "auth": 9497,
    "confd": 9486,
    "confgend": 8669,
    "sysconfd": 8668,
    "amid": 9491,
    "agid": 9492,
    "provd": 8666,
    "call-logd": 9298,
    "dird": 9489,
}


@pytest.fixture(scope="session")
def docker_compose_file() -> list[str]:
    return [str(path) for path in COMPOSE_FILES]


@pytest.fixture(scope="session")
def docker_compose_project_name() -> str:
    return PROJECT


@pytest.fixture(scope="session")
def docker_compose_command() -> str:
    subprocess.run([str(ROOT / "scripts" / "secrets"), str(SECRETS)], check=True)
    for service in SERVICES:
        (CONF_D / service).mkdir(parents=True, exist_ok=True)
    os.environ["XIVO_CONF_D"] = str(CONF_D)  # of all that compose is asked for from here on
    return f"docker compose --env-file {SECRETS}"


@pytest.fixture(scope="session")
def docker_setup() -> list[str]:
    if os.environ.get("XIVO_TEST_REUSE"):
        return ["up -d --wait --wait-timeout 240"]
    return ["down -v --remove-orphans -t 3", "up -d --wait --wait-timeout 240"]


@pytest.fixture(scope="session")
def docker_cleanup() -> list[str]:
    """Docker sometimes keeps a network for a container that is gone, which is no fault of what was tested."""
    down = "down -v --remove-orphans -t 3 || echo 'not all of the fleet could be removed'"
    return [] if os.environ.get("XIVO_TEST_KEEP") else [down]


@pytest.fixture(scope="session")
def fleet(docker_services: object) -> Fleet:
    """The fleet, every service ready."""
    running = Fleet(PROJECT, COMPOSE_FILES, SECRETS, ROOT)
    for service, port in SERVICES.items():
        running.wait_ready(service, port)
    return running


@pytest.fixture
def conf_d(fleet: Fleet) -> Path:
    """The folder in which each service has one for the administrator's files."""
    return CONF_D


@pytest.fixture(scope="session")
def confd(fleet: Fleet) -> Iterator[httpx.Client]:
    with fleet.confd(patient=True) as client:
        yield client


@pytest.fixture(scope="session")
def bus(fleet: Fleet) -> Iterator[BusRecorder]:
    def url() -> str:
        user, password = fleet.secrets["RABBITMQ_ADMIN_USER"], fleet.secrets["RABBITMQ_ADMIN_PASSWORD"]
        return f"amqp://{user}:{password}@{fleet.address('rabbitmq')}:5672/"

    with BusRecorder(url, "test-recorder") as recorder:
        yield recorder


def phone(fleet: Fleet, name: str, hardware: Hardware, tone_hz: int) -> SimulatedPhone:
    """It was told the whole provisioning URL, as DHCP does."""
    key = fleet.client("provd", 8666, "/provd").get("/configure/provisioning_key").json()["param"]["value"]
    return SimulatedPhone(let_in(fleet, name), hardware, "provd", tone_hz, key)


@pytest.fixture(scope="session")
def alice(fleet: Fleet, confd: httpx.Client, bus: BusRecorder) -> Desk:
    """1001 on a Yealink that provisioned itself."""
    hardware = yealink_t46g("00:15:65:7a:10:01")
    return set_up(fleet, confd, phone(fleet, "phone-a", hardware, 440), ("Alice", "Abrams", "1001"))


@pytest.fixture(scope="session")
def bob(fleet: Fleet, confd: httpx.Client, bus: BusRecorder) -> Desk:
    """1002 on a Snom that provisioned itself."""
    hardware = snom_720("00:04:13:7a:10:02")
    return set_up(fleet, confd, phone(fleet, "phone-b", hardware, 880), ("Bob", "Benito", "1002"))


@pytest.fixture(scope="session")
def carol(fleet: Fleet, confd: httpx.Client, bus: BusRecorder) -> Desk:
    """1050: a third one, to whom calls are forwarded and who takes those of others."""
    box = phone(fleet, "phone-c", yealink_t46g("00:15:65:7a:10:50"), 660)
    return set_up(fleet, confd, box, ("Carol", "Carter", "1050"))


@pytest.fixture
def office(fleet: Fleet, confd: httpx.Client) -> Iterator[Office]:
    """What a scenario configures, as before at its end."""
    office = Office(fleet, confd)
    yield office
    office.clear()


@pytest.fixture
def provider(fleet: Fleet) -> Iterator[Provider]:
    """It answers each call."""
    provider = Provider(fleet)
    provider.answers()
    yield provider
    provider.stops()


@pytest.fixture
def burglar(fleet: Fleet) -> Iterator[Burglar]:
    yield from stranger(fleet, "phone-g")


@pytest.fixture
def bystander(fleet: Fleet) -> Iterator[Burglar]:
    """Somebody else, who guesses less."""
    yield from stranger(fleet, "phone-h")


def stranger(fleet: Fleet, box: str) -> Iterator[Burglar]:
    found = Burglar(fleet, box)
    found.is_forgotten()
    yield found
    found.is_forgotten()


@pytest.fixture(scope="module")
def staff(fleet: Fleet, confd: httpx.Client) -> Iterator[Staff]:
    """Erin, Frank, Grace and Henry, for the tests of one file."""
    with people_at_work(fleet, confd) as staff:
        yield staff


@pytest.fixture
def fresh(fleet: Fleet, confd: httpx.Client, staff: Staff) -> Iterator[None]:
    """The staff's telephones remember nothing before, confd nothing of theirs afterwards."""
    staff.forget_what_was()
    yield
    for desk in staff.everybody:
        nothing_set(confd, desk.employee)
    settled(fleet, confd)


def set_up(fleet: Fleet, confd: httpx.Client, box: SimulatedPhone, who: tuple[str, str, str]) -> Desk:
    """From the box to a working line: boot, dial the provisioning code, let the phone restart."""
    employee = hire(confd, *who)
    box.boots()
    box.registers()
    eventually(
        lambda: (
            employee.provisioning_code in fleet.asterisk("dialplan show xivo-initconfig")
            or "_XXXXXX" in fleet.asterisk("dialplan show xivo-initconfig")
        ),
        what="the provisioning context",
    )
    box.calls(employee.provisioning_code)
    box.sees("CHECK_SYNC")
    box.registers()
    eventually(lambda: employee.sip_username in fleet.asterisk("pjsip show contacts"))
    is_left_alone(box)
    return Desk(box, employee)


def is_left_alone(box: SimulatedPhone, seconds: float = 4) -> None:
    """Until it was not told to restart for some seconds: its configuration may change once more."""
    deadline = time.monotonic() + 30
    quiet_since, boots = time.monotonic(), box.state()["boots"]
    while time.monotonic() - quiet_since < seconds and time.monotonic() < deadline:
        time.sleep(0.2)
        if (now := box.state()["boots"]) != boots or box.unseen("CHECK_SYNC"):
            boots, quiet_since = now, time.monotonic()
            box.forgets()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Generated requests delete what other tests build on: they, and so their file, come last."""
    items.sort(key=lambda item: ("test_the_contracts" in item.nodeid, "TestBadInput" in item.nodeid))
