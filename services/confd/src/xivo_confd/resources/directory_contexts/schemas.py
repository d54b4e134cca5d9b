# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ...crud.ids import DirectoryDefinitionId, DisplayId
from ...edge.bodies import Body, Line, Text

ContextText = Annotated[Line, Field(min_length=1, max_length=39)]


class DirectoryContextBody(Body):
    """The definitions that are searched for the users of ``context``, in their order, and the display of what is found.

    Users of a context that has none find nothing. It goes where its context goes: to a new name, and away.
    """

    context: ContextText
    display_id: DisplayId
    directories: Annotated[list[DirectoryDefinitionId], Field(default_factory=list, max_length=100)]
    description: Text = ""
