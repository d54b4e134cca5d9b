# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import re
from zoneinfo import available_timezones

from fastapi import Depends

from ...crud.errors import wrong_field
from ...crud.resource import Resource
from ...crud.service import CrudService
from ...provisioning.configs import AUTOPROV, BASE
from ...provisioning.servers import KEYS
from ...provisioning.templates import DEFAULT_TEMPLATE, PARAMETERS
from .in_use import refuse_if_in_use
from .model import DeviceTemplate
from .schemas import DeviceTemplateBody

_OF_A_DEVICE = re.compile(r"^[0-9a-f]{32}$")
_NOT_OPTIONS = PARAMETERS | {"sip_lines", "funckeys", *(f"sip_{key}" for key in KEYS)}

_NEED = (("vlan_priority", "vlan_id"), ("vlan_pc_port_id", "vlan_id"), ("syslog_port", "syslog_ip"))


class DeviceTemplateService(CrudService[DeviceTemplate]):
    async def check(self, thing: DeviceTemplate, fields: set[str]) -> None:
        name = thing.name
        if name == BASE or name.startswith(AUTOPROV) or _OF_A_DEVICE.match(name):
            raise wrong_field("name", f"{name} is reserved")
        if thing.timezone is not None and "timezone" in fields and thing.timezone not in available_timezones():
            raise wrong_field("timezone", f"{thing.timezone} is no time zone")
        for option in sorted(thing.options.keys() & _NOT_OPTIONS):
            raise wrong_field(f"options.{option}", "is set elsewhere")
        for field, needed in (
            ("vlan_priority", "vlan_id"),
            ("vlan_pc_port_id", "vlan_id"),
            ("syslog_port", "syslog_ip"),
        ):
            if getattr(thing, field) is not None and getattr(thing, needed) is None:
                raise wrong_field(field, f"needs {needed}")


DEVICE_TEMPLATES = Resource(
    plural="device_templates",
    singular="device_template",
    title="DeviceTemplate",
    model=DeviceTemplate,
    body=DeviceTemplateBody,
    service=DeviceTemplateService,
    hidden=frozenset({"admin_password", "user_password"}),
    final=frozenset({"name"}),
    lasting=frozenset({DEFAULT_TEMPLATE}),
    before_deletion=(Depends(refuse_if_in_use),),
)
router = DEVICE_TEMPLATES.router()
