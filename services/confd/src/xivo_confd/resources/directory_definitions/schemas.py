# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ...crud.ids import DirectoryId, LdapFilterId
from ...edge.bodies import Body, Line, Text

FieldName = Annotated[Line, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]
Column = Annotated[Line, Field(min_length=1, max_length=128)]


class PhonebookSource(Body):
    """The phonebook of this system."""

    type: Literal["phonebook"]


class UsersSource(Body):
    """The users of this system."""

    type: Literal["users"]


class DirectorySource(Body):
    type: Literal["directory"]
    directory_id: DirectoryId


class LdapFilterSource(Body):
    type: Literal["ldap_filter"]
    ldap_filter_id: LdapFilterId


Source = Annotated[PhonebookSource | UsersSource | DirectorySource | LdapFilterSource, Field(discriminator="type")]


class MappedField(Body):
    """``fieldname`` is what displays call it, ``value`` the source's column. ``reverse`` is what callers are called."""

    fieldname: FieldName
    value: Column


class DirectoryDefinitionBody(Body):
    """``match_direct`` are the columns that a search looks at, ``match_reverse`` those with numbers of callers.

    Of a web service they are the names of the query's parameters. ``delimiter`` is that of a CSV source.
    """

    name: Annotated[Line, Field(min_length=1, max_length=128)]
    source: Source
    delimiter: Annotated[Line, Field(min_length=1, max_length=1)] = ","
    match_direct: Annotated[list[Column], Field(default_factory=list, max_length=50)]
    match_reverse: Annotated[list[Column], Field(default_factory=list, max_length=50)]
    fields: Annotated[list[MappedField], Field(default_factory=list, max_length=100)]
    description: Text = ""
