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

    ``call`` is a `Gosub` into the dialplan library; `{digits}` stands for the argument, `{code}` for what is dialled
    before it. Without it the service is not there yet. Where ``asks``, the code alone is a number as well: the
    service asks for the argument.
    """

    exten: str
    description: str
    call: str | None = None
    enabled: bool = True
    asks: bool = False

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

    def steps(self, exten: str) -> dict[str, str]:
        """The numbers of this service with the dialplan step of each. Only for services that are available."""
        code = prefix(exten)
        found = {exten: self._step(code, "${EXTEN:" + str(len(code)) + "}")}
        return found | {code: self._step(code, "")} if self.asks else found

    def _step(self, code: str, digits: str) -> str:
        assert self.call is not None  # noqa: S101  (callers ask `available` first)
        return f"Gosub({self.call.format(code=code, digits=digits)})"


def prefix(exten: str) -> str:
    """What one dials before the argument: `_*21.` is `*21`."""
    return exten.removeprefix("_").rstrip(".!")


FEATURE_CODES: dict[str, FeatureCode] = {
    "phonestatus": FeatureCode("*10", "Say which services are active", "phonestatus,s,1()"),
    "paging": FeatureCode("_*11.", "Call a paging group", "paging,s,1({digits})"),
    "fwdundoall": FeatureCode("*20", "Switch all forwards off", "fwdundoall,s,1()"),
    "fwdunc": FeatureCode("_*21.", "Forward all calls", "feature_forward,s,1(unc,{digits})", asks=True),
    "fwdrna": FeatureCode("_*22.", "Forward calls without answer", "feature_forward,s,1(rna,{digits})", asks=True),
    "fwdbusy": FeatureCode("_*23.", "Forward calls when busy", "feature_forward,s,1(busy,{digits})", asks=True),
    "enablednd": FeatureCode("*25", "Do not disturb", "enablednd,s,1()"),
    "callrecord": FeatureCode("*26", "Record calls", "callrecord,s,1()", enabled=False),
    "incallfilter": FeatureCode("*27", "Filter incoming calls", "incallfilter,s,1()"),
    "agentstaticlogtoggle": FeatureCode("_*30.", "Log an agent in or off"),
    "agentstaticlogin": FeatureCode("_*31.", "Log an agent in"),
    "agentstaticlogoff": FeatureCode("_*32.", "Log an agent off"),
    "calllistening": FeatureCode("*34", "Listen to calls", "calllistening,s,1()", enabled=False),
    "directoryaccess": FeatureCode("*36", "Directory by the letters of names", "xivo-directoryaccess,s,1()"),
    "bsfilter": FeatureCode("_*37.", "Filter between boss and secretary", "bsfilter,s,1({digits})"),
    "cctoggle": FeatureCode("*40", "Call back when somebody is free", "cctoggle,s,1()"),
    "autoprov": FeatureCode("*48378", "Put the phone back into provisioning", "autoprov,s,1()"),
    "callgroup": FeatureCode("_*664.", "Call a group by its id", "group,s,1({digits},)"),
    "callqueue": FeatureCode("_*665.", "Call a queue by its id", "queue,s,1({digits},)"),
    "calluser": FeatureCode("_*666.", "Call a user by his id", "user,s,1({digits},)"),
    "callmeetme": FeatureCode("_*667.", "Call a conference room by its id", "meetme,s,1({digits},)"),
    "phoneprogfunckey": FeatureCode("_*735.", "Programmed function key", "phoneprogfunckey,s,1({code},{digits})"),
    "pickup": FeatureCode("_*8.", "Take a call that rings at a number", "xivo-directed-pickup,s,1({digits})"),
    "recsnd": FeatureCode("*9", "Record a sound", "recsnd,s,1(wav)"),
    "enablevm": FeatureCode("*90", "Voicemail on or off", "enablevm,s,1()"),
    "enablevmslt": FeatureCode("_*90.", "Voicemail of a number on or off", "enablevm,s,1({digits})"),
    "vmuserpurge": FeatureCode("*92", "Delete own messages", "vmuserpurge,s,1()", enabled=False),
    "vmuserpurgeslt": FeatureCode(
        "_*92.", "Delete the messages of a number", "vmuserpurge,s,1({digits})", enabled=False
    ),
    "vmboxpurgeslt": FeatureCode(
        "_*93.", "Delete the messages of a mailbox", "vmboxpurge,s,1({digits})", enabled=False
    ),
    "vmuserslt": FeatureCode("_*96.", "Leave a message for a number", "vmuser,s,1({digits})"),
    "vmboxslt": FeatureCode("_*97.", "Leave a message in a mailbox", "vmbox,s,1({digits})"),
    "vmusermsg": FeatureCode("*98", "Own messages", "vmusermsg,s,1()"),
    "vmboxmsgslt": FeatureCode("_*99.", "Messages of a mailbox", "vmboxmsg,s,1({digits})"),
}
"""By name, in the order of the default numbers (ADM-294)."""
