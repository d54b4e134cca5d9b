# SPDX-License-Identifier: GPL-3.0-or-later
"""Directories for a first look: the phonebook and the users, as the manual's definitions and displays (CC-038)."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from .crud.model import GeneralSettings, ObjectUse
from .resources.contexts.model import Context
from .resources.directory_contexts.model import DirectoryContext
from .resources.directory_definitions.model import DirectoryDefinition
from .resources.directory_definitions.schemas import (
    DirectoryDefinitionBody,
    MappedField,
    PhonebookSource,
    UsersSource,
)
from .resources.displays.model import Display
from .resources.displays.schemas import DisplayBody, DisplayColumn
from .resources.reverse_directories.resource import REVERSE_DIRECTORIES

_PHONEBOOK = {
    "phone": "phonebooknumber.office.number",
    "mobile": "phonebooknumber.mobile.number",
    "home": "phonebooknumber.home.number",
    "firstname": "phonebook.firstname",
    "lastname": "phonebook.lastname",
    "fullname": "phonebook.fullname",
    "company": "phonebook.society",
    "mail": "phonebook.email",
    "reverse": "phonebook.society",
}
_SEARCHED = ("phonebook.displayname", "phonebook.firstname", "phonebook.lastname", "phonebook.society")
_USERS = {"firstname": "firstname", "lastname": "lastname", "phone": "exten"}


async def seed_directories(session: AsyncSession) -> None:
    """Idempotent, also when two replicas start at once: the settings of reverse directories are the gate."""
    name = REVERSE_DIRECTORIES.name
    gate = insert(GeneralSettings).values(name=name, values={}).on_conflict_do_nothing()
    if await session.scalar(gate.returning(GeneralSettings.name)) is None:
        return
    definitions = [DirectoryDefinition(**body.model_dump()) for body in shipped_definitions()]
    display, switchboard = (Display(**body.model_dump()) for body in shipped_displays())
    session.add_all([*definitions, display, switchboard])
    await session.flush()
    phonebook = definitions[0].id
    settings = await session.get_one(GeneralSettings, name)
    settings.values = {"directories": [phonebook]}
    _use(session, name, 1, "directories", "directory_definition", phonebook)
    context = await session.scalar(select(Context).where(Context.name == "default"))
    if context is not None:
        await _line(session, context, display.id, [definition.id for definition in definitions])


async def _line(session: AsyncSession, context: Context, display_id: int, definitions: list[int]) -> None:
    line = DirectoryContext(context=context.name, display_id=display_id, directories=definitions, description="")
    session.add(line)
    await session.flush()
    _use(session, "directory_context", line.id, "display_id", "display", display_id)
    for definition in definitions:
        _use(session, "directory_context", line.id, "directories", "directory_definition", definition)


def _use(session: AsyncSession, owner: str, owner_id: int, field: str, kind: str, target_id: int) -> None:
    use = {"owner_kind": owner, "owner_id": owner_id, "field": field, "target_kind": kind, "target_id": target_id}
    session.add(ObjectUse(**use))


def shipped_definitions() -> list[DirectoryDefinitionBody]:
    numbers = [_PHONEBOOK[field] for field in ("phone", "mobile", "home")]
    return [
        DirectoryDefinitionBody(
            name="xivodir",
            source=PhonebookSource(type="phonebook"),
            match_direct=[*_SEARCHED, *numbers],
            match_reverse=numbers,
            fields=_mapped(_PHONEBOOK),
            description="Répertoire XiVO Externe",
        ),
        DirectoryDefinitionBody(
            name="internal",
            source=UsersSource(type="users"),
            match_direct=["firstname", "lastname", "exten"],
            match_reverse=[],
            fields=_mapped(_USERS),
            description="Répertoire XiVO Interne",
        ),
    ]


def _mapped(fields: dict[str, str]) -> list[MappedField]:
    return [MappedField(fieldname=name, value=value) for name, value in fields.items()]


def shipped_displays() -> list[DisplayBody]:
    return [
        DisplayBody(
            name="Display",
            columns=[
                DisplayColumn(title="Nom", format="{db-firstname} {db-lastname}"),
                DisplayColumn(title="Numéro", type="phone", format="{db-phone}"),
                DisplayColumn(title="Entreprise", default="Inconnue", format="{db-company}"),
                DisplayColumn(title="E-mail", format="{db-mail}"),
                DisplayColumn(title="Source", format="{xivo-directory}"),
                DisplayColumn(title="Mobile", type="phone", format="{db-mobile}"),
            ],
            description="Default display",
        ),
        DisplayBody(
            name="switchboard",
            columns=[
                DisplayColumn(type="status"),
                DisplayColumn(title="Name", type="name", format="{db-firstname} {db-lastname}"),
                DisplayColumn(title="Number", type="number_office", format="{db-phone}"),
            ],
        ),
    ]
