# SPDX-License-Identifier: GPL-3.0-or-later
from prometheus_client import Counter

CONSUMED = Counter("xivo_bus_consumed_total", "Messages handled", ["queue", "outcome"])
CONSUMER_STARTS = Counter("xivo_bus_consumer_starts_total", "Times that a consumer began to consume", ["queue"])
PUBLISHED = Counter("xivo_bus_published_total", "Messages written to the broker", ["persistent"])
DROPPED = Counter("xivo_bus_dropped_total", "Transient messages given up because the broker was away")
