# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ...crud.ids import LdapServerId
from ...edge.bodies import Body, Line, Text

Attribute = Annotated[Line, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z][A-Za-z0-9.;-]*$")]


class LdapFilterBody(Body):
    """Bind name and password may both be empty. The password is written and never shown.

    ``filter`` is used instead of "any of the attributes contains it"; ``%Q`` in it is what was typed. Of each list
    of attributes the first one that an entry has is shown. ``number_type`` (``office``, ``home``, ``mobile``,
    ``fax``, ``other`` or a word of yours) stands behind the name.
    """

    name: Annotated[Line, Field(min_length=1, max_length=128)]
    ldap_server_id: LdapServerId
    username: Annotated[Line, Field(max_length=255)] = ""
    password: Annotated[Line, Field(min_length=1, max_length=255)] | None = None
    base_dn: Annotated[Line, Field(max_length=255)] = ""
    filter: Annotated[Line, Field(max_length=1024)] = ""
    number_type: Annotated[Line, Field(max_length=16)] = "office"
    display_names: Annotated[list[Attribute], Field(default_factory=lambda: ["cn"], min_length=1, max_length=20)]
    phone_numbers: Annotated[
        list[Attribute], Field(default_factory=lambda: ["telephoneNumber"], min_length=1, max_length=20)
    ]
    description: Text = ""
