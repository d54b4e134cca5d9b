# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...crud.references import References
from ...edge.unit import Unit
from ..entities.dao import EntityDao
from .dao import ContextDao
from .errors import ContextInUse, ContextRefused
from .model import Context
from .ranges import KINDS_BY_TYPE

# Contexts of the shipped dialplan: a second one of that name would be merged with it by Asterisk.
_SHIPPED = frozenset(
    """
    general globals user did group queue outcall forward endcall schedule callbackdisa disa directory
    faxtomail voicemailmain playsound extension voicemenu meetme voicemail vmauthenticate vmbox vmuser
    vmboxmsg vmusermsg vmboxpurge vmuserpurge agentstaticlogin agentstaticlogoff agentstaticlogtoggle
    agentcallback paging recsnd phonestatus fwdundoall feature_forward enablevm enablednd callrecord
    phonestatus_say_enabled_disabled
    incallfilter calllistening bsfilter cctoggle autoprov phoneprogfunckey agi_fail authenticate hangup
    rxfax txfax originate-caller-id
    """.split()  # noqa: SIM905  (a page of quotes would hide the names)
)


class ContextValidator:
    def __init__(self, unit: Unit, dao: ContextDao) -> None:
        self._caller = unit.caller
        self._dao = dao
        self._references = References(unit)
        self._entities = EntityDao(unit.session)

    def check_name(self, name: str) -> None:
        if name in _SHIPPED or name.startswith(("xivo-", "xivo_")):
            raise ContextRefused(field="name", explanation=f"{name} is a context of the shipped dialplan")

    async def entity_id(self, name: str | None) -> int:
        """The named entity; without a name the caller's, or the first one."""
        entity = await self._entities.named(name, self._caller)
        if entity is None:
            raise ContextRefused(field="entity", explanation=f"Entity {name} was not found")
        return entity.id

    def check_ranges(self, context_type: str, ranges: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
        allowed = KINDS_BY_TYPE.get(context_type, ())
        for kind, entries in ranges.items():
            if entries and kind not in allowed:
                raise ContextRefused(
                    field=f"ranges.{kind}", explanation=f"a context of type {context_type} has no such range"
                )
            for entry in entries:
                _check_range(kind, entry["start"], entry["end"], entry.get("did_length"))

    async def included_ids(self, context: Context, names: Sequence[str]) -> list[int]:
        """The ids of the contexts to include, in their order. Circles are refused, Asterisk would only warn."""
        unique = list(dict.fromkeys(names))
        known = await self._dao.ids_to_include(context, unique, self._caller)
        missing = [name for name in unique if name not in known]
        if missing:
            raise ContextRefused(field="includes", explanation=f"Context {', '.join(missing)} was not found")
        ids = [known[name] for name in unique]
        if ids and await self._dao.reaches(ids, context.id):
            raise ContextRefused(field="includes", explanation="a context cannot include itself")
        return ids

    async def check_unused(self, context: Context) -> None:
        """Raises StillUsed for a context that other objects name: it stays, under that name."""
        await self._references.refuse_if_used("context", context.id)

    async def check_type_change(self, context: Context) -> None:
        if await self._dao.has_extensions(context):
            raise ContextInUse(what="Extension", name=context.name)


def _check_range(kind: str, start: str, end: str, did_length: int | None) -> None:
    if len(start) > len(end) or int(start) > int(end):
        raise ContextRefused(field=f"ranges.{kind}", explanation=f"{start} is after {end}")
    if did_length and did_length > len(start):
        raise ContextRefused(field=f"ranges.{kind}", explanation="did_length is longer than the numbers")
