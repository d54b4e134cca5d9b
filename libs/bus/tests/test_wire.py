# SPDX-License-Identifier: GPL-3.0-or-later
import pamqp.frame
import pytest
from pamqp import commands
from pamqp.body import ContentBody
from pamqp.header import ContentHeader
from xivo_bus.event import MalformedMessage, OutgoingMessage, decode, encode
from xivo_bus.frames import publish_frames
from xivo_bus.testing import matches
from xivo_bus.topology import ConsumerTopology


def unmarshal(data):
    frames = []
    while data:
        consumed, channel, frame = pamqp.frame.unmarshal(data)
        assert channel == 3
        frames.append(frame)
        data = data[consumed:]
    return frames


class TestFrames:
    @pytest.mark.parametrize(("persistent", "mode"), [(False, 1), (True, 2)])
    def test_are_what_an_amqp_library_reads(self, persistent, mode):
        message = OutgoingMessage("ami.Newexten", b'{"a": 1}', "an-id", {"seq": 5, "epoch": "e", "live": True})
        method, header, body = unmarshal(publish_frames(3, "xivo", message, persistent=persistent, frame_max=131072))
        assert isinstance(method, commands.Basic.Publish)
        assert (method.exchange, method.routing_key) == ("xivo", "ami.Newexten")
        assert isinstance(header, ContentHeader)
        assert header.body_size == 8
        assert header.properties.headers == message.headers
        assert header.properties.content_type == "application/json"
        assert header.properties.message_id == "an-id"
        assert header.properties.delivery_mode == mode  # API-030: what only lives is not persistent
        assert isinstance(body, ContentBody)
        assert body.value == message.body

    def test_split_a_long_body(self):
        message = OutgoingMessage("k", b"x" * 10_000, "an-id")
        _, header, *bodies = unmarshal(publish_frames(3, "xivo", message, persistent=False, frame_max=4096))
        assert header.body_size == 10_000
        assert b"".join(body.value for body in bodies) == message.body
        assert all(len(body.value) <= 4096 - 8 for body in bodies)


class TestEnvelope:
    def test_has_exactly_three_keys(self):
        body = encode("n", {"a": 1}, "u")  # API-031
        assert body == b'{"name":"n","origin_uuid":"u","data":{"a":1}}'

    @pytest.mark.parametrize("body", [b"", b"[]", b"1", b'{"name":"n"}', b"\xff"])
    def test_anything_else_is_malformed(self, body):
        with pytest.raises(MalformedMessage):
            decode(body, routing_key="k", message_id=None, headers=None)


@pytest.mark.parametrize(
    ("binding", "key", "expected"),
    [
        ("#", "a.b", True),
        ("config.#", "config", True),
        ("config.#", "config.user.created", True),
        ("config.*", "config.user.created", False),
        ("config.*.created", "config.user.created", True),
        ("#.created", "config.user.created", True),
        ("ami.Hangup", "ami.HangupRequest", False),
    ],
)
def test_topic_matching(binding, key, expected):
    assert matches(binding, key) is expected


def test_failures_wait_longer_and_longer_then_park():
    topology = ConsumerTopology("xivo-x.q", (10, 20))
    assert [topology.next_stop(n) for n in (1, 2, 3)] == [
        "xivo-x.q.retry.10",
        "xivo-x.q.retry.20",
        "xivo-x.q.parked",
    ]
