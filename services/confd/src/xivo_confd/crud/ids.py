# SPDX-License-Identifier: GPL-3.0-or-later
"""Types of fields that name another object; what they name must exist and then stays (see ``references``)."""

from __future__ import annotations

from typing import Annotated

from ..edge.bodies import Id, Line
from .references import Reference

ContextName = Annotated[Line, Reference("context", by="name")]
MusicOnHoldName = Annotated[Line, Reference("music_on_hold", by="name")]
UserId = Annotated[Id, Reference("user")]
LineId = Annotated[Id, Reference("line")]
ExtensionId = Annotated[Id, Reference("extension")]
CtiProfileId = Annotated[Id, Reference("cti_profile")]
GroupId = Annotated[Id, Reference("group")]
QueueId = Annotated[Id, Reference("queue")]
ConferenceRoomId = Annotated[Id, Reference("conference_room")]
VoicemailId = Annotated[Id, Reference("voicemail")]
IncallId = Annotated[Id, Reference("incall")]
OutcallId = Annotated[Id, Reference("outcall")]
VoiceMenuId = Annotated[Id, Reference("voice_menu")]
ScheduleId = Annotated[Id, Reference("schedule")]
TrunkId = Annotated[Id, Reference("trunk")]
AgentId = Annotated[Id, Reference("agent")]
AgentGroupId = Annotated[Id, Reference("agent_group")]
CallPermissionId = Annotated[Id, Reference("call_permission")]
CallFilterId = Annotated[Id, Reference("call_filter")]
FuncKeyTemplateId = Annotated[Id, Reference("func_key_template")]
QueueSkillId = Annotated[Id, Reference("queue_skill")]
QueueSkillRuleId = Annotated[Id, Reference("queue_skill_rule")]
PagingId = Annotated[Id, Reference("paging")]
ParkingLotId = Annotated[Id, Reference("parking_lot")]
SwitchboardId = Annotated[Id, Reference("switchboard")]
PhonebookId = Annotated[Id, Reference("phonebook")]
LdapServerId = Annotated[Id, Reference("ldap_server")]
LdapFilterId = Annotated[Id, Reference("ldap_filter")]
DirectoryId = Annotated[Id, Reference("directory")]
DirectoryDefinitionId = Annotated[Id, Reference("directory_definition")]
DisplayId = Annotated[Id, Reference("display")]
PresenceId = Annotated[Id, Reference("presence")]
PhoneHintId = Annotated[Id, Reference("phone_hint")]
AgentStatusId = Annotated[Id, Reference("agent_status")]
SheetId = Annotated[Id, Reference("sheet")]
