# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that sysconfd can be told; etc/config.yml documents it."""

import configparser
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, model_validator
from xivo_base.settings import DaemonSettings, RestApiSettings, Section, StrList

PJSIP_RELOAD = "module reload res_pjsip.so"
DIALPLAN_RELOAD = "dialplan reload"
VOICEMAIL_RELOAD = "voicemail reload"

# what existing callers say → what this Asterisk is told
DEFAULT_COMMANDS = {
    "sip reload": [PJSIP_RELOAD],
    "pjsip reload": [PJSIP_RELOAD],
    "module reload chan_sip.so": [PJSIP_RELOAD],
    "module reload chan_pjsip.so": [PJSIP_RELOAD],
    "module reload res_pjsip.so": [PJSIP_RELOAD],
    "dialplan reload": [DIALPLAN_RELOAD],
    "module reload pbx_config.so": [DIALPLAN_RELOAD],
    "core reload": [PJSIP_RELOAD, DIALPLAN_RELOAD],
    "module reload": [PJSIP_RELOAD, DIALPLAN_RELOAD],
    "moh reload": ["moh reload"],
    "voicemail reload": [VOICEMAIL_RELOAD],
    "module reload app_queue.so": ["module reload app_queue.so"],
    "module reload app_agent_pool.so": ["module reload app_agent_pool.so"],
    "module reload chan_agent.so": ["module reload app_agent_pool.so"],
    "module reload app_confbridge.so": ["module reload app_confbridge.so"],
    "module reload app_meetme.so": ["module reload app_confbridge.so"],
    "module reload features": ["module reload features"],
    "module reload res_parking.so": ["module reload res_parking.so"],
    "module reload res_musiconhold.so": ["moh reload"],
    "module reload app_voicemail.so": [VOICEMAIL_RELOAD],
    "module reload cel": ["module reload cel"],
}


CEL_COLUMNS = [
    "eventtype",
    "eventtime",
    "cid_name",
    "cid_num",
    "cid_ani",
    "cid_rdnis",
    "cid_dnid",
    "exten",
    "context",
    "channame",
    "appname",
    "appdata",
    "amaflags",
    "accountcode",
    "uniqueid",
    "linkedid",
    "peer",
    "userfield",
    "extra",
]


class GeneratedFileSettings(Section):
    check: Literal["pjsip", "dialplan", "sections", "extra_dialplan"] = "sections"
    reload: StrList = []
    unpack: str | None = Field(
        default=None, description="the folder in which the files that a JSON object holds are laid out"
    )


# Endpoints come before the dialplan that hints at them, and both come last: once they are there Asterisk starts
FILES = {
    "musiconhold.conf": GeneratedFileSettings(reload=["moh reload"]),
    "features.conf": GeneratedFileSettings(reload=["module reload features"]),
    "res_parking.conf": GeneratedFileSettings(reload=["module reload res_parking.so"]),
    "confbridge.conf": GeneratedFileSettings(reload=["module reload app_confbridge.so"]),
    "sccp.conf": GeneratedFileSettings(),
    "extensions_extra.json": GeneratedFileSettings(
        check="extra_dialplan", reload=[DIALPLAN_RELOAD], unpack="extensions_extra.d"
    ),
    "queues.conf": GeneratedFileSettings(reload=["module reload app_queue.so"]),
    "voicemail.conf": GeneratedFileSettings(reload=[VOICEMAIL_RELOAD]),
    "iax.conf": GeneratedFileSettings(reload=["module reload chan_iax2.so"]),
    "pjsip.conf": GeneratedFileSettings(check="pjsip", reload=[PJSIP_RELOAD]),
    "extensions.conf": GeneratedFileSettings(check="dialplan", reload=[DIALPLAN_RELOAD]),
}


class AsteriskSettings(Section):
    etc_dir: Path = Path("/etc/asterisk")
    voicemail_dir: Path = Path("/var/spool/asterisk/voicemail")
    control_socket: Path = Path("/run/asterisk/asterisk.ctl")
    stopped_flag: Path = Field(
        default=Path("/run/asterisk/stopped"), description="while it exists Asterisk's container does not start it"
    )
    files: dict[str, GeneratedFileSettings] = Field(
        default=FILES,
        description="fetched from confgend, checked, written, and the commands that make Asterisk read them",
    )
    command_timeout: timedelta = timedelta(seconds=20)
    boot_timeout: timedelta = timedelta(seconds=60)


class MediaSettings(Section):
    roots: dict[str, Path] = Field(
        default={"moh": Path("/var/lib/asterisk/moh"), "sounds": Path("/var/lib/xivo/sounds")},
        description="where folders of sound files are",
    )
    elsewhere: dict[str, Path] = Field(
        default={"sounds/monitor": Path("/var/spool/asterisk/monitor")},
        description="folders shown among the others that are somewhere else",
    )
    reload: dict[str, str] = Field(default={"moh": "moh reload"}, description="what Asterisk is told after a change")
    read_again: dict[str, str] = Field(
        default={"moh": "musiconhold.conf"},
        description="file of etc_dir that gets a new date first: Asterisk skips one that is as old as before, and with "
        "it the categories that had no file then",
    )
    max_bytes: int = Field(default=16 * 1024 * 1024, description="of one file")


class CoalescingSettings(Section):
    """When a change becomes a reload: soon if it comes alone, late enough to take a burst at once."""

    quiet: timedelta = timedelta(milliseconds=80)
    burst_events: int = Field(default=20, description="more than so many events in a row are a burst")
    burst_quiet: timedelta = timedelta(milliseconds=800)
    max_wait: timedelta = timedelta(seconds=20)
    row_gap: timedelta = Field(default=timedelta(milliseconds=200), description="a longer silence ends the row")
    burst_gap: timedelta = timedelta(milliseconds=1500)
    poll_without_bus: timedelta = Field(
        default=timedelta(seconds=5), description="confgend is asked so often while the bus is away"
    )


class RequestHandlersSettings(Section):
    synchronous: bool = Field(default=True, description="answer only when the reload is finished")
    ipbx: dict[str, StrList] = DEFAULT_COMMANDS


class CelSettings(Section):
    enabled: bool = True
    path: Path = Path("/var/log/asterisk/cel/cel.csv")
    position_path: Path = Path("/var/lib/xivo-sysconfd/cel-position.json")
    interval: timedelta = Field(default=timedelta(milliseconds=50), description="between two looks at the file")
    batch_rows: int = 500
    rotate_bytes: int = 64 * 1024 * 1024
    keep_rotated: int = Field(default=2, description="shipped files that stay on disk")
    columns: StrList = Field(default=CEL_COLUMNS, description="as Asterisk's cel_custom.conf orders them")


class DhcpSettings(Section):
    dir: Path = Field(default=Path("/var/lib/xivo-dhcp"), description="shared with the DHCP server's container")
    interval: timedelta = Field(default=timedelta(milliseconds=200), description="between two looks for leases")
    key_interval: timedelta = Field(
        default=timedelta(hours=1), description="how often the key of the provisioning URL is compared"
    )


class SysconfdRestApi(RestApiSettings):
    port: int = 8668
    trust_loopback: bool = True


class Settings(DaemonSettings):
    ini_path: Path = Field(default=Path("/etc/xivo/sysconfd.conf"), description="the documented INI file, if present")
    rest_api: SysconfdRestApi = SysconfdRestApi()
    asterisk: AsteriskSettings = AsteriskSettings()
    media: MediaSettings = MediaSettings()
    coalescing: CoalescingSettings = CoalescingSettings()
    request_handlers: RequestHandlersSettings = RequestHandlersSettings()
    cel: CelSettings = CelSettings()
    dhcp: DhcpSettings = DhcpSettings()

    @model_validator(mode="before")
    @classmethod
    def _read_ini(cls, given: Any) -> Any:
        """The INI file says what nothing else says: sections `request_handlers` and `bus`."""
        path = Path(given.get("ini_path", cls.model_fields["ini_path"].default))
        if not path.is_file():
            return given
        parser = configparser.ConfigParser(interpolation=None)
        parser.read_string(path.read_text())
        merged = dict(given)
        for section, names in _INI_OPTIONS.items():
            if parser.has_section(section):
                told = {name: value for name, value in parser.items(section) if name in names}
                merged[section] = {**told, **(given.get(section) or {})}
        return merged


_INI_OPTIONS = {
    "request_handlers": {"synchronous"},
    "bus": {"username", "password", "host", "port", "exchange_name"},
}
