# SPDX-License-Identifier: GPL-3.0-or-later
"""For the directory service: where contacts are and who sees what of them, with the passwords that it asks with."""

from __future__ import annotations

from typing import Any

from fastapi import Request, Response
from pydantic import BaseModel
from xivo_store.database import Database

from ...crud.settings import all_current
from ...crud.snapshot import declared
from ...edge import answers
from ...edge.routing import Router
from ..directories.resource import DIRECTORIES
from ..directory_contexts.resource import DIRECTORY_CONTEXTS
from ..directory_definitions.resource import DIRECTORY_DEFINITIONS
from ..displays.resource import DISPLAYS
from ..ldap_filters.resource import LDAP_FILTERS
from ..ldap_servers.resource import LDAP_SERVERS
from ..phonebook_general.resource import PHONEBOOK_GENERAL
from ..reverse_directories.resource import REVERSE_DIRECTORIES

router = Router("/directory_configuration", "directory_configuration", unlimited_only=True)
_PARTS = (DIRECTORIES, LDAP_SERVERS, LDAP_FILTERS, DIRECTORY_DEFINITIONS, DISPLAYS, DIRECTORY_CONTEXTS)
_SETTINGS = (REVERSE_DIRECTORIES, PHONEBOOK_GENERAL)


class DirectoryConfiguration(BaseModel):
    """Each list as its own resource gives it, passwords included."""

    directories: list[dict[str, Any]]
    ldap_servers: list[dict[str, Any]]
    ldap_filters: list[dict[str, Any]]
    directory_definitions: list[dict[str, Any]]
    displays: list[dict[str, Any]]
    directory_contexts: list[dict[str, Any]]
    reverse_directories: dict[str, Any]
    phonebook_general: dict[str, Any]


@router.reads("", acl="confd.directory_configuration.secrets", answer=DirectoryConfiguration)
async def get_directory_configuration(request: Request) -> Response:
    database: Database = request.app.state.database
    async with database.snapshot() as session:
        lists = await declared(session, _PARTS, secrets=True)
        settings = await all_current(session)
    return answers.json({**lists, **{part.name: settings[part.name] for part in _SETTINGS}})
