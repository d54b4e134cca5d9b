# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio
import os
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel
from starlette.responses import FileResponse
from xivo_access import requires

from xivo_sysconfd.asterisk.cycle import CycleRequest, CycleRunner
from xivo_sysconfd.errors import MediaTooLarge
from xivo_sysconfd.handlers.schemas import ErrorBody
from xivo_sysconfd.media.store import MediaStore
from xivo_sysconfd.settings import MediaSettings

_ERRORS: dict[int | str, dict[str, Any]] = {
    400: {"model": ErrorBody, "description": "the folder exists, or belongs to the system"},
    401: {"model": ErrorBody, "description": "no valid token"},
    403: {"model": ErrorBody, "description": "the token does not allow it"},
    404: {"model": ErrorBody, "description": "no such folder or file"},
    413: {"model": ErrorBody, "description": "the file is too large"},
    503: {"model": ErrorBody, "description": "the token service is away"},
}
_BINARY = {"requestBody": {"required": True, "content": {"application/octet-stream": {"schema": {"type": "string"}}}}}


class Folders(BaseModel):
    folders: list[str]


class FileView(BaseModel):
    name: str
    size: int
    modified: datetime


class Files(BaseModel):
    files: list[FileView]


def make_media_router(settings: MediaSettings, store: MediaStore, runner: CycleRunner, etc_dir: Path) -> APIRouter:
    router = APIRouter(prefix="/media", tags=["media"])

    async def changed(root: str) -> None:
        """Asterisk knows the files of some folders by heart."""
        configuration = settings.read_again.get(root)
        if configuration:
            await asyncio.to_thread(_renew, etc_dir / configuration)
        command = settings.reload.get(root)
        if command:
            await runner.run(CycleRequest({command}))

    @router.get("/{root}", responses=_ERRORS, **requires("sysconfd.media.read"))
    async def list_folders(root: str) -> Folders:
        return Folders(folders=await asyncio.to_thread(store.folders, root))

    @router.put("/{root}/{folder}", status_code=204, responses=_ERRORS, **requires("sysconfd.media.update"))
    async def create_folder(root: str, folder: str) -> None:
        await asyncio.to_thread(store.create, root, folder)

    @router.delete("/{root}/{folder}", status_code=204, responses=_ERRORS, **requires("sysconfd.media.delete"))
    async def remove_folder(root: str, folder: str) -> None:
        await asyncio.to_thread(store.remove, root, folder)

    @router.get("/{root}/{folder}", responses=_ERRORS, **requires("sysconfd.media.read"))
    async def list_files(root: str, folder: str) -> Files:
        found = await asyncio.to_thread(store.files, root, folder)
        return Files(files=[FileView(name=file.name, size=file.size, modified=file.modified) for file in found])

    @router.get(
        "/{root}/{folder}/{name}", response_class=FileResponse, responses=_ERRORS, **requires("sysconfd.media.read")
    )
    async def get_file(root: str, folder: str, name: str) -> FileResponse:
        path = await asyncio.to_thread(store.file, root, folder, name)
        return FileResponse(path, media_type="application/octet-stream")

    upload = requires("sysconfd.media.update")
    upload["openapi_extra"] = {**upload["openapi_extra"], **_BINARY}

    @router.put("/{root}/{folder}/{name}", status_code=204, responses=_ERRORS, **upload)
    async def put_file(root: str, folder: str, name: str, request: Request) -> None:
        file, temporary = await asyncio.to_thread(store.receiving, root, folder)
        try:
            with closing(file):
                size = 0
                async for chunk in request.stream():
                    size += len(chunk)
                    if size > settings.max_bytes:
                        raise MediaTooLarge(limit=settings.max_bytes)
                    await asyncio.to_thread(file.write, chunk)
            await asyncio.to_thread(store.keep, temporary, name)
        finally:
            temporary.unlink(missing_ok=True)
        await changed(root)

    @router.delete("/{root}/{folder}/{name}", status_code=204, responses=_ERRORS, **requires("sysconfd.media.delete"))
    async def delete_file(root: str, folder: str, name: str) -> None:
        await asyncio.to_thread(store.delete, root, folder, name)
        await changed(root)

    return router


def _renew(path: Path) -> None:
    """Without a configuration yet there is nothing that Asterisk could skip."""
    with suppress(FileNotFoundError):
        os.utime(path)
