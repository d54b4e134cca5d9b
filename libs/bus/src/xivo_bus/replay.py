# SPDX-License-Identifier: GPL-3.0-or-later
"""`xivo-bus-replay`: look at parked messages, and give them to their consumer again."""

import argparse
import asyncio
import os
import sys
from pathlib import Path
from typing import Any

import aio_pika
from yarl import URL

from xivo_bus.consumer import ERROR_HEADER, FAILURES_HEADER
from xivo_bus.topology import ConsumerTopology


async def replay(url: str, queue: str, *, limit: int | None, only_list: bool) -> int:
    """Move at most `limit` messages from `<queue>.parked` back to `queue`; returns how many there were."""
    topology = ConsumerTopology(queue)
    handled = 0
    connection = await aio_pika.connect(url, timeout=5)
    async with connection:
        channel = await connection.channel()
        parked = await channel.get_queue(topology.parked)
        exchange = await channel.get_exchange(topology.exchange)
        seen = []
        while limit is None or handled < limit:
            message = await parked.get(fail=False)
            if message is None:
                break
            handled += 1
            headers: dict[str, Any] = dict(message.headers)
            sys.stdout.write(f"{message.message_id} {headers.get(ERROR_HEADER, '')} {message.body[:200]!r}\n")
            if only_list:
                seen.append(message)
                continue
            headers.pop(FAILURES_HEADER, None)
            headers.pop(ERROR_HEADER, None)
            again = aio_pika.Message(
                message.body,
                headers=headers,
                message_id=message.message_id,
                content_type=message.content_type,
                delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
            )
            await exchange.publish(again, routing_key=queue)
            await message.ack()
        for message in seen:
            await message.nack(requeue=True)
    return handled


def main() -> int:
    parser = argparse.ArgumentParser(prog="xivo-bus-replay", description=__doc__)
    parser.add_argument("queue", help="the consumer's queue, for example xivo-call-logd.cel")
    parser.add_argument("--url", default=None, help="AMQP URL; by default made from XIVO_BUS__* variables")
    parser.add_argument("--limit", type=int, default=None)
    parser.add_argument("--list", action="store_true", help="print only, move nothing")
    options = parser.parse_args()
    count = asyncio.run(
        replay(options.url or _url_from_environment(), options.queue, limit=options.limit, only_list=options.list)
    )
    sys.stdout.write(f"{count} message(s) {'parked' if options.list else 'replayed'}\n")
    return 0


def _url_from_environment() -> str:
    environment = os.environ
    password = environment.get("XIVO_BUS__PASSWORD")
    if password is None and "XIVO_BUS__PASSWORD_FILE" in environment:
        password = Path(environment["XIVO_BUS__PASSWORD_FILE"]).read_text().strip()
    return str(
        URL.build(
            scheme="amqp",
            user=environment.get("XIVO_BUS__USERNAME", "guest"),
            password=password or "guest",
            host=environment.get("XIVO_BUS__HOST", "localhost"),
            port=int(environment.get("XIVO_BUS__PORT", "5672")),
            path="/",
        )
    )


if __name__ == "__main__":
    sys.exit(main())
