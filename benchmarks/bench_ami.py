# SPDX-License-Identifier: GPL-3.0-or-later
"""Events from Asterisk's manager through amid and the broker: rate, order, losses. A played manager sends them."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import subprocess
import tempfile
import time
from pathlib import Path

import aio_pika
import httpx
from aiormq.abc import DeliveredMessage
from figures import Figure
from under_test import ROOT, fleet

EVENTS = 40_000
PORT = 19491
EVENT = (
    b"Event: Newexten\r\nPrivilege: dialplan,all\r\nChannel: PJSIP/abcd1234-00000001\r\nChannelState: 4\r\n"
    b"ChannelStateDesc: Ring\r\nCallerIDNum: 1001\r\nCallerIDName: Alice Abrams\r\nConnectedLineNum: <unknown>\r\n"
    b"ConnectedLineName: <unknown>\r\nLanguage: en\r\nAccountCode: \r\nContext: default\r\nExten: 1002\r\n"
    b"Priority: 3\r\n"
    b"Uniqueid: 1795410681.600\r\nLinkedid: 1795410681.600\r\nApplication: Set\r\nAppData: X=1\r\nNumber: %d\r\n\r\n"
)


def play_manager(path: str) -> None:
    """A manager that answers logins, and pours the events out when asked for PresenceState."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"Asterisk Call Manager/11.0.0\r\n")
        while True:
            text = (await reader.readuntil(b"\r\n\r\n")).decode().strip()
            action = dict(line.split(": ", 1) for line in text.split("\r\n"))
            known = action["Action"] in {"Login", "PresenceState"}
            answer = f"Response: {'Success' if known else 'Error'}\r\nActionID: {action['ActionID']}\r\n\r\n"
            writer.write(answer.encode())
            if action["Action"] == "Login":
                writer.write(b"Event: FullyBooted\r\n\r\n")
            if action["Action"] == "PresenceState":
                for start in range(0, EVENTS, 200):
                    writer.write(b"".join(EVENT % number for number in range(start, start + 200)))
                    await writer.drain()

    async def main() -> None:
        server = await asyncio.start_unix_server(serve, path)
        await server.serve_forever()

    asyncio.run(main())


async def through(measured_url: str, ready: str) -> tuple[list[int], float]:
    """The numbers in the order in which a subscriber got them, and the seconds it took."""
    connection = await aio_pika.connect(measured_url)
    async with connection:
        channel = await connection.channel()
        queue = await channel.declare_queue("bench-ami", exclusive=True)
        await queue.bind("xivo", "ami.Newexten")
        got: list[bytes] = []
        done = asyncio.Event()

        async def take(message: DeliveredMessage) -> None:
            got.append(message.body)
            if len(got) == EVENTS:
                done.set()

        underlay = await channel.get_underlay_channel()
        await underlay.basic_consume(queue.name, take, no_ack=True)
        async with httpx.AsyncClient(base_url=ready, timeout=10) as amid:
            begun = time.perf_counter()
            await amid.post("/1.0/action/PresenceState", json={})
            async with asyncio.timeout(60):
                await done.wait()
            took = time.perf_counter() - begun
    return [int(json.loads(body)["data"]["Number"]) for body in got], took


def measure() -> list[Figure]:
    measured = fleet()
    secrets = measured.secrets
    host = measured.address("rabbitmq")
    folder = tempfile.mkdtemp()
    path = f"{folder}/manager.sock"
    manager = multiprocessing.get_context("spawn").Process(target=play_manager, args=(path,), daemon=True)
    manager.start()
    env = os.environ | {
        "XIVO_AMI__PATH": path,
        "XIVO_AMI__PASSWORD": "played",
        "XIVO_LOG_LEVEL": "warning",
        "XIVO_REST_API__PORT": str(PORT),
        "XIVO_CONSUL__ENABLED": "false",
        "XIVO_BUS__HOST": host,
        "XIVO_BUS__USERNAME": "xivo-amid",
        "XIVO_BUS__PASSWORD": secrets["RABBITMQ_AMID_PASSWORD"],
    }
    amid = subprocess.Popen([str(Path(ROOT) / ".venv/bin/xivo-amid"), "-f"], env=env)
    try:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                if httpx.get(f"http://127.0.0.1:{PORT}/health/ready").is_success:
                    break
            except httpx.HTTPError:
                pass
            time.sleep(0.2)
        time.sleep(1)  # its snapshot of the played manager is through: only the measured events follow
        url = f"amqp://{secrets['RABBITMQ_ADMIN_USER']}:{secrets['RABBITMQ_ADMIN_PASSWORD']}@{host}:5672/"
        runs = [asyncio.run(through(url, f"http://127.0.0.1:{PORT}")) for _ in range(3)]
    finally:
        amid.terminate()
        amid.wait(10)
        manager.terminate()
    rates = sorted(EVENTS / took for _, took in runs)
    wrong = sum(numbers != list(range(EVENTS)) for numbers, _ in runs)
    return [
        Figure("AMI events through amid and the broker", rates[1], "events/s", ">= 8000", f"{EVENTS} events a run"),
        Figure("AMI: runs with an event lost or out of order", wrong, "", "<= 0"),
    ]
