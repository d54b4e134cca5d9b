# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of the queues of one consumer; all of them are within the permissions of its service's user."""

from dataclasses import dataclass

from aio_pika.abc import AbstractChannel, AbstractQueue, ExchangeType
from pamqp.common import FieldTable

RETRY_DELAYS_MS = (1_000, 5_000, 30_000, 120_000, 600_000)


@dataclass(frozen=True)
class ConsumerTopology:
    """`queue` for work, `queue.retry.<ms>` for waiting, `queue.parked` for what needs a person.

    Messages move between them through the exchange `queue.retry`.
    """

    queue: str
    delays_ms: tuple[int, ...] = RETRY_DELAYS_MS

    @property
    def exchange(self) -> str:
        return f"{self.queue}.retry"

    @property
    def parked(self) -> str:
        return f"{self.queue}.parked"

    def next_stop(self, failures: int) -> str:
        """Where a message goes that has failed `failures` times."""
        if failures > len(self.delays_ms):
            return self.parked
        return self._delay_queue(self.delays_ms[failures - 1])

    async def declare(self, channel: AbstractChannel, exchange: str, bindings: tuple[str, ...]) -> AbstractQueue:
        """Declare all of it; returns the work queue, bound to the bus."""
        retry = await channel.declare_exchange(self.exchange, ExchangeType.DIRECT, durable=True)
        # of several replicas one consumes at a time, or order would be lost
        arguments: FieldTable = {"x-single-active-consumer": True}
        work = await channel.declare_queue(self.queue, durable=True, arguments=arguments)
        await work.bind(retry, self.queue)
        for delay in self.delays_ms:
            waiting = await channel.declare_queue(
                self._delay_queue(delay),
                durable=True,
                arguments={
                    "x-message-ttl": delay,
                    "x-dead-letter-exchange": self.exchange,
                    "x-dead-letter-routing-key": self.queue,
                },
            )
            await waiting.bind(retry, self._delay_queue(delay))
        parked = await channel.declare_queue(self.parked, durable=True)
        await parked.bind(retry, self.parked)
        for key in bindings:
            await work.bind(exchange, key)
        return work

    def _delay_queue(self, delay_ms: int) -> str:
        return f"{self.queue}.retry.{delay_ms}"
