# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of a distribution queue as queues.conf wants them (CC-137, CC-139, CC-140, CC-143)."""

from __future__ import annotations

from ..snapshot import Row

Options = list[tuple[str, str | int]]

_NUMBERS = {
    "servicelevel": "servicelevel",
    "timeout": "timeout",
    "retry": "retry",
    "weight": "weight",
    "wrapuptime": "wrapuptime",
    "maxlen": "maxlen",
    "announce_frequency": "announce-frequency",
    "min_announce_frequency": "min-announce-frequency",
    "announce_position_limit": "announce-position-limit",
    "announce_round_seconds": "announce-round-seconds",
    "periodic_announce_frequency": "periodic-announce-frequency",
}
_WORDS = {
    "strategy": "strategy",
    "timeoutpriority": "timeoutpriority",
    "autopause": "autopause",
    "announce_position": "announce-position",
    "announce_holdtime": "announce-holdtime",
}
_TEXTS = {"music_on_hold": "musicclass", "announce": "announce", "exit_context": "context"}


def queue_options(queue: Row) -> Options:
    """``setqueuevar`` lets agid ask for the average wait (CC-148)."""
    options: Options = [(key, queue[field]) for field, key in (_WORDS | _NUMBERS).items()]
    options += [(key, queue[field]) for field, key in _TEXTS.items() if queue[field]]
    options += [(key, "yes" if queue[key] else "no") for key in ("ringinuse", "autofill")]
    options += [
        ("joinempty", ",".join(queue["joinempty"]) or "yes"),
        ("leavewhenempty", ",".join(queue["leavewhenempty"]) or "no"),
    ]
    if queue["periodic_announce"]:
        options.append(("periodic-announce", ",".join(queue["periodic_announce"])))
    options.append(("setqueuevar", "yes"))
    return options
