# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ...crud.ids import DirectoryDefinitionId
from ...edge.bodies import Body


class ReverseDirectories(Body):
    """The definitions in which callers are looked up by their number, in their order (CC-040, ADM-172)."""

    directories: Annotated[list[DirectoryDefinitionId], Field(default_factory=list, max_length=100)]
