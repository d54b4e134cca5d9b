# SPDX-License-Identifier: GPL-3.0-or-later
"""The phones' servers on real sockets: who is slow, greedy or many."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator

import pytest
from prometheus_client import REGISTRY
from xivo_provd.phones.http import PhoneHttpServer
from xivo_provd.phones.tftp import phone_reader
from xivo_provd.settings import PhoneSettings
from xivo_provd.tftp.content import StaticFile
from xivo_provd.tftp.server import TftpServer
from xivo_provd.tftp.transfer import MAX_BLKSIZE

from .conftest import YEALINK_AGENT, until

pytestmark = pytest.mark.enable_socket

HOST = "127.0.0.1"
ROM = bytes(range(256)) * 400
LARGE = 256 * 1024 * 1024


def free_port(kind: socket.SocketKind) -> int:
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.asynccontextmanager
async def http(provd, **limits: int) -> AsyncIterator[int]:
    port = free_port(socket.SOCK_STREAM)
    server = PhoneHttpServer(provd.app.state.phones, PhoneSettings(host=HOST, http_port=port, **limits))
    await server.start()
    try:
        for _ in range(500):
            with contextlib.suppress(OSError):
                _, writer = await asyncio.open_connection(HOST, port)
                writer.close()
                break
            await asyncio.sleep(0.02)
        yield port
    finally:
        await server.stop()


def transfers(outcome: str) -> float:
    return REGISTRY.get_sample_value("xivo_provd_tftp_transfers_total", {"outcome": outcome}) or 0.0


def cut_off(reason: str) -> float:
    return REGISTRY.get_sample_value("xivo_provd_http_cut_off_total", {"reason": reason}) or 0.0


async def exchange(port: int, data: bytes, source: str = HOST) -> bytes:
    """What comes until the server closes."""
    reader, writer = await asyncio.open_connection(HOST, port, local_addr=(source, 0))
    try:
        writer.write(data)
        await writer.drain()
        async with asyncio.timeout(20):
            return await reader.read()
    except ConnectionError:
        return b""
    finally:
        writer.close()


def request(path: str, *more: str) -> bytes:
    lines = [f"GET {path} HTTP/1.1", "Host: provd", f"User-Agent: {YEALINK_AGENT}", *more, "", ""]
    return "\r\n".join(lines).encode()


class TestHttp:
    async def test_a_phone_gets_its_file(self, provd):
        # CC-053
        async with http(provd) as port:
            answer = await exchange(port, request(f"/{await provd.key()}/001565123456.cfg", "Connection: close"))
        head, _, body = answer.partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200 ")
        assert b"cache-control: no-store" in head.lower()
        assert b"account.1.user_name = autoprov\n" in body

    async def test_who_sends_his_request_slowly_is_cut_off(self, provd):
        async with http(provd, header_seconds=1) as port:
            assert await exchange(port, b"") == b""
            assert await exchange(port, b"GET /y000000000028.cfg HTTP/1.1\r\nHost: x\r\n") == b""
            half = request("/y000000000028.cfg") + b"GET /y0000"
            assert (await exchange(port, half)).count(b"HTTP/1.1 ") == 1

    async def test_many_slow_ones_do_not_keep_phones_out(self, provd):
        async with http(provd, connections_per_address=50) as port:
            slow = [await asyncio.open_connection(HOST, port) for _ in range(60)]
            for _, writer in slow:
                with contextlib.suppress(ConnectionError):
                    writer.write(b"GET / HTTP/1.1\r\n")
            closed = 0
            for reader, _ in slow[50:]:
                with contextlib.suppress(ConnectionError):
                    async with asyncio.timeout(20):
                        assert await reader.read() == b""
                closed += 1
            assert closed == 10
            slow[0][1].close()
            await slow[0][1].wait_closed()
            answer = b""
            for _ in range(200):
                if answer := await exchange(port, request("/y000000000028.cfg", "Connection: close")):
                    break
            assert answer.startswith(b"HTTP/1.1 200 ")
            for _, writer in slow:
                writer.close()

    async def test_who_does_not_fetch_what_he_asked_for_is_cut_off(self, provd):
        folder = provd.settings.plugins.directory / "xivo-yealink-v80" / "var" / "tftpboot"
        with (folder / "T46G.rom").open("wb") as rom:
            rom.truncate(LARGE)
        async with http(provd, connection_seconds=1) as port:
            key = await provd.key()
            await provd.get(HOST, "/001565123456.cfg")
            head = b""
            while not head:  # a busy machine may not begin within the second
                before = cut_off("too long")
                reader, writer = await asyncio.open_connection(HOST, port, limit=1024)
                writer.write(request(f"/{key}/T46G.rom"))
                with contextlib.suppress(ConnectionError):
                    head = await reader.read(15)
            assert head == b"HTTP/1.1 200 OK"
            await until(lambda: cut_off("too long") > before)
            got = 0
            with contextlib.suppress(ConnectionError):
                while part := await reader.read(1 << 20):
                    got += len(part)
            assert got < LARGE
            writer.close()

    @pytest.mark.parametrize(
        "data",
        [
            request("/" + "x" * 20_000),
            request("/", *(f"X-{number}: {'x' * 100}" for number in range(300))),
            request("/y000000000028.cfg", "Content-Length: 1000000") + b"x" * 100_000,
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
            b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        ],
    )
    async def test_what_no_phone_sends(self, provd, data):
        async with http(provd) as port:
            answer = await exchange(port, data)
            assert not answer.startswith(b"HTTP/1.1 200")
            assert b"HTTP/1.1 5" not in answer
            assert (await exchange(port, request("/y000000000028.cfg", "Connection: close"))).startswith(
                b"HTTP/1.1 200"
            )

    async def test_paths_do_not_lead_outside(self, provd):
        key = await provd.key()
        async with http(provd) as port:
            for path in ("/../entry.py", f"/{key}/../../entry.py", "/%2e%2e/entry.py", f"/{key}/..%2f..%2fcommon.py"):
                answer = await exchange(port, request(path, "Connection: close"))
                assert answer.startswith(b"HTTP/1.1 404"), path

    async def test_a_guesser_is_banned_and_everybody_else_is_served(self, provd):
        async with http(provd) as port:
            key = await provd.key()
            own = request(f"/{key}/001565123456.cfg", "Connection: close")
            assert b"account.1.user_name = autoprov\n" in await exchange(port, own)
            statuses = []
            for number in range(20):
                name = f"/{key}/00085d1234{number:02x}.cfg"
                answer = await exchange(port, request(name, "Connection: close"), source="127.0.0.66")
                statuses.append(answer.partition(b" ")[2][:3])
            assert b"200" not in statuses
            assert statuses[-1] == b"429"
            assert (await exchange(port, own)).startswith(b"HTTP/1.1 200 ")


class _Client(asyncio.DatagramProtocol):
    def __init__(self) -> None:
        self.inbox: asyncio.Queue[tuple[bytes, tuple[str, int]]] = asyncio.Queue()

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self.inbox.put_nowait((data, addr))


@contextlib.asynccontextmanager
async def tftp(provd) -> AsyncIterator[int]:
    port = free_port(socket.SOCK_DGRAM)
    server = TftpServer(phone_reader(provd.app.state.phones, ["127.0.0.0/8"]), HOST, port)
    await server.start()
    try:
        await until(lambda: is_bound(port))
        yield port
    finally:
        await server.stop()


def is_bound(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind((HOST, port))
        except OSError:
            return True
    return False


class Refused(Exception):
    """The text of an error packet."""


async def tftp_get(
    port: int, name: str, blksize: int = 512, source: str = HOST, others: asyncio.Barrier | None = None
) -> bytes:
    """A file; ``others`` are waited for when its first packet is there. Raises Refused."""
    loop = asyncio.get_running_loop()
    transport, client = await loop.create_datagram_endpoint(_Client, local_addr=(source, 0))
    content, block = b"", 0
    try:
        options = f"\0blksize\0{blksize}\0tsize\x000\0timeout\x0030\0" if blksize != 512 else "\0"
        transport.sendto(f"\0\1{name}\0octet{options}".encode(), (HOST, port))
        async with asyncio.timeout(60):
            while True:
                packet, peer = await client.inbox.get()
                if others is not None:
                    await others.wait()
                    others = None
                if packet[1] == 5:
                    raise Refused(packet[4:-1].decode())
                if packet[1] == 6:
                    transport.sendto(b"\0\4\0\0", peer)
                elif int.from_bytes(packet[2:4], "big") == (block + 1) & 0xFFFF:
                    block += 1
                    content += packet[4:]
                    transport.sendto(b"\0\4" + packet[2:4], peer)
                    if len(packet) - 4 < min(blksize, MAX_BLKSIZE):
                        return content
                else:
                    transport.sendto(b"\0\4" + packet[2:4], peer)
    finally:
        transport.close()


class TestTftp:
    async def test_sixty_four_at_once(self, provd):
        # CC-053
        folder = provd.settings.plugins.directory / "xivo-yealink-v80" / "var" / "tftpboot"
        (folder / "T46G.rom").write_bytes(ROM)
        async with tftp(provd) as port:
            phones = [(f"0015651234{number:02x}.cfg", f"127.0.1.{number + 1}") for number in range(64)]
            for name, address in phones:
                await tftp_get(port, name, source=address)
            all_have_begun, sizes = asyncio.Barrier(64), (768, 1024, 1428, 8192)
            got = await asyncio.gather(
                *(
                    tftp_get(port, "T46G.rom", sizes[number % 4], address, all_have_begun)
                    for number, (_, address) in enumerate(phones)
                )
            )
        assert all(content == ROM for content in got)

    async def test_who_never_acknowledges_holds_nothing_for_ever(self, provd, monkeypatch):
        monkeypatch.setattr("xivo_provd.tftp.server.MAX_TRANSFER_SECONDS", 0.5)
        async with tftp(provd) as port:
            before = transfers("timeout")
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
                silent.bind((HOST, 0))
                silent.sendto(b"\0\1" + b"001565123456.cfg\0octet\0timeout\x0030\0", (HOST, port))
                await until(lambda: transfers("timeout") == before + 1)
            await until(lambda: REGISTRY.get_sample_value("xivo_provd_tftp_transfers_running") == 0)
            monkeypatch.undo()
            assert b"autoprov" in await tftp_get(port, "001565123456.cfg")

    async def test_a_guesser_is_banned_and_everybody_else_is_served(self, provd):
        async with tftp(provd) as port:
            own = await tftp_get(port, "001565123456.cfg")
            answers = []
            for number in range(20):
                with pytest.raises(Refused) as refused:
                    await tftp_get(port, f"00085d1234{number:02x}.cfg", source="127.0.0.66")
                answers.append(str(refused.value))
            assert answers[-1] == "too many requests"
            assert await tftp_get(port, "001565123456.cfg") == own

    def test_firmware_is_read_block_by_block(self, tmp_path):
        (tmp_path / "rom").write_bytes(ROM)
        content = StaticFile(tmp_path / "rom")
        assert (len(content), content[512:1024], content[len(ROM) - 3 : len(ROM) + 9]) == (
            len(ROM),
            ROM[512:1024],
            ROM[-3:],
        )
        content.close()
