# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that agid can be told; etc/config.yml documents it."""

from datetime import timedelta
from pathlib import Path

from pydantic import Field
from xivo_base.settings import DaemonSettings, RestApiSettings, Section, StrList

HANDLERS = [
    "ask_call_password",
    "callfilter",
    "callerid_forphones",
    "calllistening",
    "cc_recall",
    "cc_toggle",
    "check_diversion",
    "check_schedule",
    "did_set_call_rights",
    "directed_pickup",
    "fax_sent",
    "fwdundoall",
    "getring",
    "handle_fax",
    "in_callerid",
    "incoming_did_set_features",
    "incoming_group_set_features",
    "incoming_meetme_check_pin",
    "incoming_meetme_set_features",
    "incoming_queue_set_features",
    "incoming_user_set_features",
    "monitoring",
    "outgoing_user_set_features",
    "paging",
    "phone_get_features",
    "phone_progfunckey",
    "phone_set_feature",
    "provision",
    "user_get_vmbox",
    "user_set_call_rights",
    "vmbox_get_info",
    "vmbox_purge",
    "voicemenu",
]


class AgiSettings(Section):
    host: str = "0.0.0.0"
    port: int = 4573
    command_timeout: timedelta = Field(default=timedelta(seconds=5), description="for Asterisk's answer to a command")


class SnapshotSettings(Section):
    cache: Path | None = Field(
        default=Path("/var/lib/xivo-agid/snapshot.json"), description="answers calls until confd does"
    )
    poll: timedelta = Field(default=timedelta(seconds=30), description="should an event be missed")
    coalesce: timedelta = Field(default=timedelta(milliseconds=20), description="wait for the events of one change")


class ProvisioningSettings(Section):
    attempts: int = Field(default=5, ge=1, description="wrong codes from one address before it is refused")
    refused_for: timedelta = timedelta(seconds=60)
    synchronize_after: timedelta = Field(default=timedelta(seconds=1), description="the caller hears the end first")


class TollSettings(Section):
    """Expensive calls of one account. A person who dials reaches ten in ten minutes only by redialling; who has stolen
    a password makes that many a second.
    """

    calls: int = Field(default=10, ge=0, description="of one account within the window; 0: any number")
    window: timedelta = timedelta(minutes=10)
    expensive: StrList = Field(
        default=["_00.", "_+.", "_089."], description="patterns of numbers as the trunk gets them: abroad, premium"
    )
    exempt: StrList = Field(default=["_0033.", "_+33."], description="what of these is not expensive")


class CompletionSettings(Section):
    """Call completion (`*40`)."""

    offer: timedelta = Field(default=timedelta(seconds=30), description="to dial it, after the call that failed")
    busy: timedelta = Field(default=timedelta(seconds=900), description="for who was busy, to become free")
    no_answer: timedelta = Field(default=timedelta(seconds=900), description="for who did not answer, to become free")
    recall: timedelta = Field(default=timedelta(seconds=30), description="the caller's telephone rings for so long")
    file: Path | None = Field(
        default=Path("/var/lib/xivo-agid/completions.json"), description="what waits, over a restart"
    )


class InCalleridSettings(Section):
    rules: Path = Field(
        default=Path("/etc/xivo/asterisk/xivo_in_callerid.conf"), description="how numbers from outside are shown"
    )
    shipped: Path = Field(
        default=Path("/usr/share/xivo-agid/xivo_in_callerid.conf"), description="counts where there is no such file"
    )


class RingTonesSettings(Section):
    rules: Path = Field(default=Path("/etc/xivo/asterisk/xivo_ring.conf"), description="how telephones ring")


class FaxSettings(Section):
    rules: Path = Field(default=Path("/etc/xivo/asterisk/xivo_fax.conf"), description="back-ends, by number called")
    spool: Path = Field(default=Path("/var/spool/asterisk/fax"), description="shared with Asterisk")
    smtp_host: str = Field(default="", description="the relay that takes e-mails")
    smtp_port: int = 25
    email_from: str = Field(default="no-reply+fax@xivo.io", description="who tells that a sent fax did not arrive")
    first_retry: timedelta = Field(default=timedelta(seconds=60), description="doubled each time, to an hour at most")
    look_again: timedelta = Field(default=timedelta(seconds=30), description="for faxes whose next attempt is due")
    keep: timedelta = Field(default=timedelta(days=30), description="what broke off, for somebody to look at")
    most_bytes: int = Field(default=2 * 1024**3, ge=0, description="in the spool; above it faxes are refused")


class Settings(DaemonSettings):
    rest_api: RestApiSettings = RestApiSettings(port=9492, trust_loopback=True)
    agi: AgiSettings = AgiSettings()
    snapshot: SnapshotSettings = SnapshotSettings()
    provisioning: ProvisioningSettings = ProvisioningSettings()
    toll: TollSettings = TollSettings()
    fax: FaxSettings = FaxSettings()
    in_callerid: InCalleridSettings = InCalleridSettings()
    ring_tones: RingTonesSettings = RingTonesSettings()
    completion: CompletionSettings = CompletionSettings()
    enabled_plugins: dict[str, StrList] = {"handlers": HANDLERS}
