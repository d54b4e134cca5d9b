# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that amid can be told; etc/config.yml documents it."""

from datetime import timedelta

from pydantic import Field
from xivo_base.settings import DaemonSettings, RestApiSettings, Section, StrList

DEFAULT_ACTIONS = [
    "AgentLogoff",
    "Agents",
    "Atxfer",
    "BlindTransfer",
    "Bridge",
    "BridgeInfo",
    "BridgeList",
    "CancelAtxfer",
    "ConfbridgeKick",
    "ConfbridgeList",
    "ConfbridgeListRooms",
    "ConfbridgeLock",
    "ConfbridgeMute",
    "ConfbridgeUnlock",
    "ConfbridgeUnmute",
    "CoreSettings",
    "CoreShowChannels",
    "CoreStatus",
    "DeviceStateList",
    "ExtensionState",
    "ExtensionStateList",
    "Getvar",
    "Hangup",
    "LocalOptimizeAway",
    "MailboxCount",
    "MailboxStatus",
    "MixMonitorMute",
    "MuteAudio",
    "MWIDelete",
    "MWIGet",
    "MWIUpdate",
    "Originate",
    "Park",
    "ParkedCalls",
    "Parkinglots",
    "Ping",
    "PJSIPNotify",
    "PJSIPQualify",
    "PJSIPShowAors",
    "PJSIPShowContacts",
    "PJSIPShowEndpoint",
    "PJSIPShowEndpoints",
    "PJSIPShowRegistrationInboundContactStatuses",
    "PJSIPShowRegistrationsInbound",
    "PJSIPShowRegistrationsOutbound",
    "PlayDTMF",
    "PresenceState",
    "PresenceStateList",
    "QueueAdd",
    "QueueMemberRingInUse",
    "QueuePause",
    "QueuePenalty",
    "QueueRemove",
    "QueueStatus",
    "QueueSummary",
    "Redirect",
    "SendText",
    "Setvar",
    "ShowDialPlan",
    "Status",
    "StopMixMonitor",
    "VoicemailBoxSummary",
    "VoicemailRefresh",
    "VoicemailRemove",
    "VoicemailUsersList",
    "VoicemailUserStatus",
]


DEFAULT_SNAPSHOT = [
    "CoreShowChannels",
    "BridgeList",
    "DeviceStateList",
    "PresenceStateList",
    "ExtensionStateList",
    "PJSIPShowContacts",
    "QueueStatus",
    "Agents",
]


class AmiSettings(Section):
    host: str = "asterisk"
    port: int = 5038
    path: str | None = Field(default=None, description="a unix socket instead of host and port")
    username: str = "xivo-amid"
    password: str = ""
    keepalive: timedelta = Field(default=timedelta(seconds=2), description="silence after which Asterisk is asked")
    connect_timeout: timedelta = timedelta(seconds=1)
    action_timeout: timedelta = timedelta(seconds=5)
    boot_timeout: timedelta = Field(default=timedelta(seconds=60), description="to wait for FullyBooted")
    max_backoff: timedelta = timedelta(seconds=1)
    snapshot: StrList = Field(default=DEFAULT_SNAPSHOT, description="list actions that begin an epoch")


class BufferSettings(Section):
    capacity: int = Field(default=50_000, ge=100, description="events held before Asterisk has to wait")
    shed_from: int = Field(default=20_000, ge=50, description="from here on `shed` events are dropped")
    shed: StrList = Field(default=["VarSet", "RTCPSent", "RTCPReceived"], description="what may be dropped then")


class ActionSettings(Section):
    allowed: StrList = DEFAULT_ACTIONS
    originate_applications: StrList = Field(default=[], description="what Originate may run instead of the dialplan")
    functions: StrList = Field(
        default=["CALLERID", "CHANNEL", "CONNECTEDLINE", "DEVICE_STATE", "PJSIP_HEADER", "MASTER_CHANNEL"],
        description="dialplan functions that variables' names may call",
    )


class AmidRestApi(RestApiSettings):
    port: int = 9491
    trust_loopback: bool = True


class Settings(DaemonSettings):
    rest_api: AmidRestApi = AmidRestApi()
    ami: AmiSettings = AmiSettings()
    buffer: BufferSettings = BufferSettings()
    actions: ActionSettings = ActionSettings()
