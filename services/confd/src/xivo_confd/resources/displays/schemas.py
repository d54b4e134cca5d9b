# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ...edge.bodies import Body, Line, Text


class DisplayColumn(Body):
    """``format`` is text with fields of the definitions, ``{db-firstname} {db-lastname}``, or ``{xivo-directory}``.

    ``type`` is the client's: ``name``, ``number``, ``mobile``, ``phone``, ``agent``, ``favorite``, ``status``,
    ``number_office`` ... ``default`` is shown where a contact has nothing.
    """

    title: Annotated[Line, Field(max_length=128)] = ""
    type: Annotated[Line, Field(max_length=64, pattern=r"^[A-Za-z0-9_]*$")] = ""
    default: Annotated[Line, Field(max_length=128)] = ""
    format: Annotated[Line, Field(max_length=256)] = ""


class DisplayBody(Body):
    """A column of clients' directories for each of ``columns``, in their order."""

    name: Annotated[Line, Field(min_length=1, max_length=128)]
    columns: Annotated[list[DisplayColumn], Field(min_length=1, max_length=50)]
    description: Text = ""
