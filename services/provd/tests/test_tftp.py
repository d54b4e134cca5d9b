# SPDX-License-Identifier: GPL-3.0-or-later
"""TFTP without a socket: RFC 1350, 2347, 2348, 2349."""

from __future__ import annotations

import asyncio

import pytest
from xivo_provd.tftp import packets
from xivo_provd.tftp.packets import Ack, ErrorCode, MalformedPacket, ReadRequest, WriteRequest
from xivo_provd.tftp.server import MAX_TRANSFERS_PER_ADDRESS, TftpRefusal, TftpServer, converse
from xivo_provd.tftp.transfer import MAX_RETRIES, Transfer

PEER = ("10.0.0.5", 2001)


def ack(block: int) -> bytes:
    return b"\0\4" + block.to_bytes(2, "big")


def fetch(transfer: Transfer, blksize: int) -> bytes:
    """What a client does, up to the end."""
    content, packet = b"", transfer.start()
    while packet is not None:
        if packet[1] == packets.Opcode.OACK:
            packet = transfer.receive(ack(0))
            continue
        assert packet[1] == packets.Opcode.DATA
        assert len(packet) <= 4 + blksize
        content += packet[4:]
        packet = transfer.receive(packet.replace(b"\0\3", b"\0\4", 1)[:4])
    assert transfer.is_complete
    return content


class TestPackets:
    def test_a_read_request_with_options(self):
        parsed = packets.parse(b"\0\1y000000000028.cfg\0OCTET\0BLKSIZE\0001432\0tsize\0000\0")
        assert parsed == ReadRequest("y000000000028.cfg", "octet", {"blksize": "1432", "tsize": "0"})

    def test_the_others(self):
        assert packets.parse(b"\0\2a\0octet\0") == WriteRequest("a")
        assert packets.parse(b"\0\4\0\7") == Ack(7)
        assert packets.parse(b"\0\5\0\1gone\0").message == "gone"

    @pytest.mark.parametrize(
        "datagram",
        [b"", b"\0", b"\0\1", b"\0\1a\0octet", b"\0\1\0octet\0", b"\0\1a\0mail\0", b"\0\1\xff\0octet\0", b"\0\3\0\1x"],
    )
    def test_what_is_dropped(self, datagram):
        with pytest.raises(MalformedPacket):
            packets.parse(datagram)


class TestTransfer:
    @pytest.mark.parametrize("size", [0, 1, 511, 512, 513, 5000])
    def test_whole_files(self, size):
        # CC-053
        content = bytes(index % 251 for index in range(size))
        assert fetch(Transfer(ReadRequest("f", "octet"), content), 512) == content

    @pytest.mark.parametrize("size", [0, 1024, 1023, 70_000])
    def test_with_another_block_size(self, size):
        content = b"x" * size
        transfer = Transfer(ReadRequest("f", "octet", {"blksize": "1024", "tsize": "0", "timeout": "3"}), content)
        assert transfer.start() == b"\0\6" + f"blksize\x001024\0tsize\0{size}\0timeout\x003\0".encode()
        assert transfer.options.timeout == 3
        assert fetch(transfer, 1024) == content

    def test_block_numbers_wrap(self):
        content = bytes(8) * 66_000
        assert fetch(Transfer(ReadRequest("f", "octet", {"blksize": "8"}), content), 8) == content

    @pytest.mark.parametrize(
        "options", [{"blksize": "7"}, {"blksize": "x"}, {"timeout": "0"}, {"timeout": "256"}, {"windowsize": "4"}]
    )
    def test_senseless_options_are_not_acknowledged(self, options):
        transfer = Transfer(ReadRequest("f", "octet", options), b"abc")
        assert transfer.start() == b"\0\3\0\1abc"

    def test_large_blocks_are_cut_to_a_frame(self):
        transfer = Transfer(ReadRequest("f", "octet", {"blksize": "65464"}), b"")
        assert transfer.options.acknowledged == {"blksize": "1428"}

    def test_duplicates_get_no_answer(self):
        transfer = Transfer(ReadRequest("f", "octet"), b"x" * 1000)
        transfer.start()
        assert transfer.receive(ack(1)) is not None
        assert transfer.receive(ack(1)) is None
        assert transfer.receive(ack(9)) is None
        assert transfer.receive(b"garbage") is None
        assert not transfer.is_done

    def test_loss_is_repaired_a_few_times(self):
        transfer = Transfer(ReadRequest("f", "octet"), b"abc")
        first = transfer.start()
        assert [transfer.timed_out() for _ in range(MAX_RETRIES)] == [first] * MAX_RETRIES
        assert transfer.timed_out() is None
        assert transfer.is_done

    def test_an_error_ends_it(self):
        transfer = Transfer(ReadRequest("f", "octet", {"blksize": "1024"}), b"abc")
        transfer.start()
        assert transfer.receive(packets.error(ErrorCode.OPTION_REFUSED, "no")) is None
        assert transfer.is_done
        assert not transfer.is_complete

    def test_netascii(self):
        assert fetch(Transfer(ReadRequest("f", "netascii"), b"a\nb\r\nc\rd"), 512) == b"a\r\nb\r\nc\r\0d"


class TestConversation:
    async def test_a_file_arrives(self):
        async def read(address, request):
            assert (address, request.filename) == ("10.0.0.5", "f")
            return b"x" * 600

        sent: list[bytes] = []
        inbox: asyncio.Queue[bytes] = asyncio.Queue()
        for block in (1, 2):
            inbox.put_nowait(ack(block))
        assert await converse(read, ReadRequest("f", "octet"), PEER, inbox, sent.append) == "complete"
        assert [len(packet) for packet in sent] == [516, 92]

    async def test_a_refusal_is_an_error_packet(self):
        # API-169 CC-050
        async def read(address, request):
            raise TftpRefusal(ErrorCode.FILE_NOT_FOUND, "file not found")

        sent: list[bytes] = []
        assert await converse(read, ReadRequest("f", "octet"), PEER, asyncio.Queue(), sent.append) == "refused"
        assert sent == [b"\0\5\0\1file not found\0"]

    async def test_writing_is_refused(self):
        answers: list[bytes] = []
        TftpServer(None, "0.0.0.0", 69).accept(b"\0\2f\0octet\0", PEER, answers.append)
        assert answers == [b"\0\5\0\2this server is read-only\0"]

    async def test_one_address_cannot_take_all(self):
        server = TftpServer(None, "0.0.0.0", 69)
        held = [asyncio.create_task(asyncio.sleep(60)) for _ in range(MAX_TRANSFERS_PER_ADDRESS)]
        server._running = {(PEER[0], port): task for port, task in enumerate(held)}
        server.accept(b"\0\1f\0octet\0", PEER, None)
        assert len(server._running) == MAX_TRANSFERS_PER_ADDRESS
        await server.stop()
