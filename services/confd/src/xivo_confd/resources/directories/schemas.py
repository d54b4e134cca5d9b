# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ...edge.bodies import Body, Line, Text


class DirectoryBody(Body):
    """``file``: a CSV file of the directory service, ``/data/contacts.csv``; ``webservices``: one over HTTP.

    ``phonebook`` and ``xivo``: the phonebook and the users of another XiVO, ``https://its.address``, with the login
    of a web-service user. The password is written and never shown.
    """

    name: Annotated[Line, Field(min_length=1, max_length=128)]
    type: Literal["file", "webservices", "phonebook", "xivo"]
    uri: Annotated[Line, Field(min_length=1, max_length=1024)]
    username: Annotated[Line, Field(max_length=128)] = ""
    password: Annotated[Line, Field(min_length=1, max_length=128)] | None = None
    description: Text = ""
