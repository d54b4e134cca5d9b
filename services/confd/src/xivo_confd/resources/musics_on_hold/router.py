# SPDX-License-Identifier: GPL-3.0-or-later
"""The sound files of a category of music on hold (CC-020, CC-021)."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Request, Response

from ...crud.errors import wrong_field
from ...edge import answers
from ...edge.bodies import DATABASE_INTEGER_MAX
from ...edge.routing import Router
from ...edge.unit import Reading
from ..sounds.formats import EXTENSIONS, MP3
from ..sounds.router import BINARY, SoundResponse
from ..sounds.schemas import FilePath, SoundFileList
from ..sounds.service import SoundFiles
from .model import MusicOnHold
from .resource import MUSICS_ON_HOLD

router = Router("/musics_on_hold", "musics_on_hold")

_FILES = "/{music_on_hold_id}/files"
_ACL = "confd.musics_on_hold.{music_on_hold_id}.files"
CategoryId = Annotated[int, Path(ge=0, le=DATABASE_INTEGER_MAX)]


def files(request: Request) -> SoundFiles:
    return SoundFiles(request.app.state.media, "moh")


async def _with_files(unit: Reading, identifier: int) -> MusicOnHold:
    category = await MUSICS_ON_HOLD.of(unit).find(identifier)
    if category.mode == "custom":
        raise wrong_field("mode", "a custom category has no files")
    return category


@router.reads(_FILES, acl=f"{_ACL}.read", answer=SoundFileList)
async def list_music_files(request: Request, unit: Reading, music_on_hold_id: CategoryId) -> Response:
    category = await MUSICS_ON_HOLD.of(unit).find(music_on_hold_id)
    items = await files(request).files_if_any(category.name)
    return answers.listing(items, len(items))


@router.reads(f"{_FILES}/{{file}}", acl=f"{_ACL}.{{file}}.read", media=SoundResponse)
async def get_music_file(request: Request, unit: Reading, music_on_hold_id: CategoryId, file: FilePath) -> Response:
    category = await MUSICS_ON_HOLD.of(unit).find(music_on_hold_id)
    return SoundResponse(await files(request).read(category.name, file))


@router.edits(f"{_FILES}/{{file}}", acl=f"{_ACL}.{{file}}.update", consumes=BINARY, unlimited_only=True)
async def put_music_file(request: Request, unit: Reading, music_on_hold_id: CategoryId, file: FilePath) -> Response:
    """A new file, or another content of the one of that name. Asterisk plays it from the next call on."""
    category = await _with_files(unit, music_on_hold_id)
    extensions = MP3 if category.mode == "mp3" else EXTENSIONS
    await files(request).write(category.name, file, await request.body(), extensions=extensions, create=True)
    return answers.no_content()


@router.deletes(f"{_FILES}/{{file}}", acl=f"{_ACL}.{{file}}.delete", unlimited_only=True)
async def delete_music_file(request: Request, unit: Reading, music_on_hold_id: CategoryId, file: FilePath) -> Response:
    category = await MUSICS_ON_HOLD.of(unit).find(music_on_hold_id)
    await files(request).delete(category.name, file)
    return answers.no_content()
