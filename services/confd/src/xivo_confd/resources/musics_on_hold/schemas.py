# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ...edge.bodies import Body, Line, Text

CategoryName = Annotated[Line, Field(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")]


class MusicOnHoldBody(Body):
    """``files``: uploaded sounds, from the beginning for each listener; ``mp3``: one stream for all.

    ``custom`` has no files: ``application`` is a command that writes 16 bit, 8 kHz, mono samples to its output. It runs
    from the category's creation to its deletion, calls or no calls, and so does its network traffic.
    """

    name: CategoryName
    label: Annotated[Line, Field(max_length=128)] = ""
    mode: Literal["files", "mp3", "custom"] = "files"
    sort: Literal["none", "alpha", "random"] = "none"
    application: Annotated[Line, Field(max_length=1024, pattern=r"^(/[^;]*)?$")] = ""
    description: Text = ""
