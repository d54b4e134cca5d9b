# SPDX-License-Identifier: GPL-3.0-or-later
"""Sound files of announcements, and recordings (CC-006, CC-085, CC-120)."""

from __future__ import annotations

from fastapi import Request, Response

from ...edge import answers
from ...edge.routing import Router
from .schemas import FilePath, FolderPath, SoundBody, SoundFileList, SoundList, SoundView
from .service import SoundFiles

router = Router("/sounds", "sounds", unlimited_only=True)

BINARY = "application/octet-stream"


class SoundResponse(Response):
    media_type = BINARY


def sounds(request: Request) -> SoundFiles:
    return SoundFiles(request.app.state.media, "sounds")


@router.reads("", acl="confd.sounds.read", answer=SoundList)
async def list_sounds(request: Request) -> Response:
    """Folders; ``monitor`` has the recordings of calls."""
    items = [{"name": name} for name in await sounds(request).folders()]
    return answers.listing(items, len(items))


@router.creates("", acl="confd.sounds.create", answer=SoundView)
async def create_sound(request: Request, body: SoundBody) -> Response:
    await sounds(request).create_folder(body.name)
    return answers.created({"name": body.name}, f"/1.1/sounds/{body.name}")


@router.deletes("/{name}", acl="confd.sounds.{name}.delete")
async def delete_sound(request: Request, name: FolderPath) -> Response:
    """The folder with all of its files."""
    await sounds(request).remove_folder(name)
    return answers.no_content()


@router.reads("/{name}/files", acl="confd.sounds.{name}.files.read", answer=SoundFileList)
async def list_sound_files(request: Request, name: FolderPath) -> Response:
    items = await sounds(request).files(name)
    return answers.listing(items, len(items))


@router.reads("/{name}/files/{file}", acl="confd.sounds.{name}.files.{file}.read", media=SoundResponse)
async def get_sound_file(request: Request, name: FolderPath, file: FilePath) -> Response:
    return SoundResponse(await sounds(request).read(name, file))


@router.edits("/{name}/files/{file}", acl="confd.sounds.{name}.files.{file}.update", consumes=BINARY)
async def put_sound_file(request: Request, name: FolderPath, file: FilePath) -> Response:
    """A new file, or another content of the one of that name.

    Any sound file that is called ``.wav`` becomes PCM, 16 bit, mono, 8000 Hz (``.wav16``: 16000 Hz).
    """
    await sounds(request).write(name, file, await request.body())
    return answers.no_content()


@router.deletes("/{name}/files/{file}", acl="confd.sounds.{name}.files.{file}.delete")
async def delete_sound_file(request: Request, name: FolderPath, file: FilePath) -> Response:
    await sounds(request).delete(name, file)
    return answers.no_content()
