# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from xivo_asterisk.dialplan_check import check_extra_dialplan

from ...crud.errors import wrong_field
from ...crud.resource import Resource
from ...crud.service import CrudService
from ...errors import InputRefused
from .errors import ExtraFeaturesStay
from .model import EXTRA_FEATURES, ConfigurationFile
from .schemas import ConfigurationFileBody

MOST_FINDINGS = 20


class ConfigurationFileService(CrudService[ConfigurationFile]):
    async def check(self, thing: ConfigurationFile, fields: set[str]) -> None:
        if "content" not in fields:
            return
        thing.content = thing.content.replace("\r\n", "\n")
        if not thing.content.endswith("\n"):
            thing.content += "\n"
        findings = check_extra_dialplan(thing.content)[:MOST_FINDINGS]
        if findings:
            raise InputRefused(
                *(message for finding in findings for message in wrong_field("content", str(finding)).messages)
            )

    async def check_delete(self, thing: ConfigurationFile) -> None:
        if thing.name == EXTRA_FEATURES:
            raise ExtraFeaturesStay


CONFIGURATION_FILES = Resource(
    plural="configuration_files",
    singular="configuration_file",
    title="ConfigurationFile",
    model=ConfigurationFile,
    body=ConfigurationFileBody,
    service=ConfigurationFileService,
    final=frozenset({"name"}),
)
router = CONFIGURATION_FILES.router()
