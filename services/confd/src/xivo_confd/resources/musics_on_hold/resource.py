# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ...crud.errors import StillUsed, wrong_field
from ...crud.resource import Resource
from ...crud.service import CrudService
from .dao import user_hearing
from .errors import DefaultStays
from .model import DEFAULT, MusicOnHold
from .schemas import MusicOnHoldBody


class MusicOnHoldService(CrudService[MusicOnHold]):
    async def check(self, thing: MusicOnHold, fields: set[str]) -> None:  # noqa: ARG002  the interface's
        if thing.mode == "custom" and not thing.application:
            raise wrong_field("application", "a custom category needs a command")
        if thing.mode != "custom" and thing.application:
            raise wrong_field("application", "only a custom category has a command")

    async def check_delete(self, thing: MusicOnHold) -> None:
        if thing.name == DEFAULT:
            raise DefaultStays
        user_id = await user_hearing(self.unit.session, thing.name)
        if user_id is not None:
            raise StillUsed(
                title="MusicOnHold",
                kind="music_on_hold",
                id=thing.id,
                owner="User",
                owner_kind="user",
                owner_id=user_id,
            )


MUSICS_ON_HOLD = Resource(
    plural="musics_on_hold",
    singular="music_on_hold",
    title="MusicOnHold",
    model=MusicOnHold,
    body=MusicOnHoldBody,
    service=MusicOnHoldService,
    final=frozenset({"name"}),
)
router = MUSICS_ON_HOLD.router()
