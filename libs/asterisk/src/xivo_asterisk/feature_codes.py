# SPDX-License-Identifier: GPL-3.0-or-later
"""The services that have a number of their own (star codes): their defaults, and the dialplan that answers them.

What an administrator may choose is the number and whether it is in service (ADM-294); what happens then is fixed.
"""

import re
from dataclasses import dataclass

NUMBER = re.compile(r"[0-9*#+]+")
PATTERN = re.compile(r"_[0-9*#+]+[.!]")


@dataclass(frozen=True, slots=True)
class FeatureCode:
    """``exten`` and ``enabled`` are the defaults. A pattern's further digits are the service's argument.

    ``call`` is a `Gosub` into the dialplan library; `{digits}` stands for the argument. Without it the service
    is not there yet.
    """

    exten: str
    description: str
    call: str | None = None
    enabled: bool = True

    @property
    def takes_digits(self) -> bool:
        return self.exten.startswith("_")

    @property
    def available(self) -> bool:
        return self.call is not None

    @property
    def subroutine(self) -> str | None:
        """The context of the dialplan library that `call` enters."""
        return self.call.partition(",")[0] if self.call else None

    def accepts(self, exten: str) -> bool:
        """Whether the service may have this number: as its default one, with or without further digits."""
        return bool((PATTERN if self.takes_digits else NUMBER).fullmatch(exten))

    def step(self, exten: str) -> str:
        """The dialplan step of this number. Only for services that are available."""
        assert self.call is not None  # noqa: S101  (callers ask `available` first)
        return f"Gosub({self.call.format(digits='${EXTEN:' + str(len(prefix(exten))) + '}')})"


def prefix(exten: str) -> str:
    """What one dials before the argument: `_*21.` is `*21`."""
    return exten.removeprefix("_").rstrip(".!")


FEATURE_CODES: dict[str, FeatureCode] = {
    "phonestatus": FeatureCode("*10", "Say which services are active"),
    "paging": FeatureCode("_*11.", "Call a paging group", "paging,s,1({digits})"),
    "fwdundoall": FeatureCode("*20", "Switch all forwards off"),
    "fwdunc": FeatureCode("_*21.", "Forward all calls"),
    "fwdrna": FeatureCode("_*22.", "Forward calls without answer"),
    "fwdbusy": FeatureCode("_*23.", "Forward calls when busy"),
    "enablednd": FeatureCode("*25", "Do not disturb"),
    "callrecord": FeatureCode("*26", "Record calls", enabled=False),
    "incallfilter": FeatureCode("*27", "Filter incoming calls"),
    "agentstaticlogtoggle": FeatureCode("_*30.", "Log an agent in or off"),
    "agentstaticlogin": FeatureCode("_*31.", "Log an agent in"),
    "agentstaticlogoff": FeatureCode("_*32.", "Log an agent off"),
    "calllistening": FeatureCode("*34", "Listen to calls", enabled=False),
    "directoryaccess": FeatureCode("*36", "Directory by the letters of names"),
    "bsfilter": FeatureCode("_*37.", "Filter between boss and secretary", "bsfilter,s,1({digits})"),
    "cctoggle": FeatureCode("*40", "Call completion"),
    "autoprov": FeatureCode("*48378", "Put the phone back into provisioning", "xivo-provisioning,s,1(autoprov)"),
    "callgroup": FeatureCode("_*664.", "Call a group by its id", "group,s,1({digits},)"),
    "callqueue": FeatureCode("_*665.", "Call a queue by its id"),
    "calluser": FeatureCode("_*666.", "Call a user by his id", "user,s,1({digits},)"),
    "callmeetme": FeatureCode("_*667.", "Call a conference room by its id", "meetme,s,1({digits},)"),
    "phoneprogfunckey": FeatureCode("_*735.", "Programmed function key"),
    "pickup": FeatureCode("_*8.", "Take a call that rings at a number", "xivo-directed-pickup,s,1({digits})"),
    "recsnd": FeatureCode("*9", "Record a sound"),
    "enablevm": FeatureCode("*90", "Voicemail on or off"),
    "enablevmslt": FeatureCode("_*90.", "Voicemail of a number on or off"),
    "vmuserpurge": FeatureCode("*92", "Delete own messages", enabled=False),
    "vmuserpurgeslt": FeatureCode("_*92.", "Delete the messages of a number", enabled=False),
    "vmboxpurgeslt": FeatureCode("_*93.", "Delete the messages of a mailbox", enabled=False),
    "vmuserslt": FeatureCode("_*96.", "Leave a message for a number"),
    "vmboxslt": FeatureCode("_*97.", "Leave a message in a mailbox"),
    "vmusermsg": FeatureCode("*98", "Own messages"),
    "vmboxmsgslt": FeatureCode("_*99.", "Messages of a mailbox"),
}
"""By name, in the order of the default numbers (ADM-294)."""
