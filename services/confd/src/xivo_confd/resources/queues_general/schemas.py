# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ...edge.bodies import Body


class QueuesGeneral(Body):
    """What all queues and groups share, named as in Asterisk's queues.conf (CC-043: General settings, Advanced).

    ``shared_lastcall``: the pause after a call of one queue counts in all. ``persistentmembers``: who was added to a
    queue while the system ran still is after its restart. ``negative_penalty_invalid``: a member with a negative
    penalty is not called. ``force_longest_waiting_caller``: of all queues of a member, who waits longest is first.
    """

    persistentmembers: bool = True
    autofill: bool = True
    shared_lastcall: bool = False
    negative_penalty_invalid: bool = False
    log_membername_as_agent: bool = False
    force_longest_waiting_caller: bool = False
