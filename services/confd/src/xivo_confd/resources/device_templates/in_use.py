# SPDX-License-Identifier: GPL-3.0-or-later
"""Which devices are built on a template is provd's."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Request
from sqlalchemy import select

from ...crud.errors import StillUsed
from ...edge.bodies import DATABASE_INTEGER_MAX
from ...edge.unit import reading
from ...provisioning.provd import Provd
from .model import DeviceTemplate


async def refuse_if_in_use(
    request: Request, device_template_id: Annotated[int, Path(ge=0, le=DATABASE_INTEGER_MAX)]
) -> None:
    """Raises StillUsed, Unavailable. Asked before the deletion's transaction: it would wait for provd."""
    async with reading(request) as unit:
        name = await unit.session.scalar(select(DeviceTemplate.name).where(DeviceTemplate.id == device_template_id))
    if name is None:
        return
    provd: Provd = request.app.state.provd
    for config_id, template in (await provd.templates()).items():
        if template == name:
            raise StillUsed(
                title="DeviceTemplate",
                kind="device_template",
                id=device_template_id,
                owner="Device",
                owner_kind="device",
                owner_id=config_id,
            )
