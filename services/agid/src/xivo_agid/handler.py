# SPDX-License-Identifier: GPL-3.0-or-later
"""What answers the dialplan: one plugin a question, found by the script's name in `xivo_agid.handlers`."""

from abc import ABC, abstractmethod
from dataclasses import dataclass

from xivo_asterisk.fastagi import AGIChannel, AGIRequest

from xivo_agid.callers_names import CallersNames
from xivo_agid.changes import Changes
from xivo_agid.completion import CallCompletion
from xivo_agid.devices import Devices
from xivo_agid.fax.delivery import FaxDelivery
from xivo_agid.in_callerid.service import InCalleridRules
from xivo_agid.mailboxes import Mailboxes
from xivo_agid.outgoing_faxes.service import OutgoingFaxes
from xivo_agid.permissions import Permissions
from xivo_agid.ring_tones.service import RingTones
from xivo_agid.settings import Settings
from xivo_agid.snapshot import Configuration
from xivo_agid.toll import Announces


@dataclass(frozen=True)
class Surroundings:
    """What every handler is made with."""

    settings: Settings
    configuration: Configuration
    devices: Devices
    changes: Changes
    mailboxes: Mailboxes
    announces: Announces
    faxes: FaxDelivery
    completion: CallCompletion
    outgoing_faxes: OutgoingFaxes
    names: CallersNames
    in_callerid: InCalleridRules
    ring_tones: RingTones
    permissions: Permissions


class Handler(ABC):
    """Answers `AGI(agi://agid/<name>,argument,...)`. Made once; many calls are handled at the same time."""

    def __init__(self, surroundings: Surroundings) -> None:
        self.surroundings = surroundings

    @abstractmethod
    async def handle(self, request: AGIRequest, channel: AGIChannel) -> None:
        """Set the channel's variables, all at once in the end, and return: the dialplan goes on.

        May raise `AGIHangup` and `AGIError` as the channel does. Whatever is raised, the call goes on with what
        the dialplan had before; never hangs up by itself, and never waits for a neighbour longer than seconds.
        """

    async def stop(self) -> None:  # noqa: B027  most handlers have nothing to finish
        """Finish what runs in the background; called once, at the end."""
