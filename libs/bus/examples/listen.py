# SPDX-License-Identifier: GPL-3.0-or-later
# ruff: noqa: INP001 - an example stands alone
"""Print events of a XiVO as they happen. Needs nothing of ours: `pip install aio-pika`.

    python listen.py amqp://user:password@localhost:5672/ 'call_form_result' 'status.#'

The queue ends with the program. Events are not kept for consumers that are away: connect again and go on.
"""

import asyncio
import json
import sys

import aio_pika


async def listen(url: str, routing_keys: list[str]) -> None:
    connection = await aio_pika.connect_robust(url)
    async with connection:
        channel = await connection.channel()
        await channel.set_qos(prefetch_count=100)
        queue = await channel.declare_queue(exclusive=True)
        for key in routing_keys:
            await queue.bind("xivo", key)
        async with queue.iterator() as messages:
            async for message in messages:
                async with message.process():
                    event = json.loads(message.body)
                    print(message.routing_key, event["name"], event["origin_uuid"], event["data"])  # noqa: T201


if __name__ == "__main__":
    asyncio.run(listen(sys.argv[1], sys.argv[2:] or ["#"]))
