# SPDX-License-Identifier: GPL-3.0-or-later
"""Typed events, outbox, durable idempotent consumers: the services' way to announce things to each other."""

from xivo_bus.connection import BusUnavailable, Connection
from xivo_bus.consumer import Consumer, Outcome, TransientConsumer
from xivo_bus.event import Event, Message
from xivo_bus.outbox import Outbox
from xivo_bus.publisher import ConfirmedPublisher, Publisher
from xivo_bus.relay import OutboxRelay
from xivo_bus.tables import OutboxTables, inbox_table, outbox_tables

__all__ = [
    "BusUnavailable",
    "ConfirmedPublisher",
    "Connection",
    "Consumer",
    "Event",
    "Message",
    "Outbox",
    "OutboxRelay",
    "OutboxTables",
    "Outcome",
    "Publisher",
    "TransientConsumer",
    "inbox_table",
    "outbox_tables",
]
