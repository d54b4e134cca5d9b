# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ...edge.bodies import Body, Line, Text


class ConfigurationFileBody(Body):
    """Dialplan as Asterisk reads it. It is checked before it is stored: a slip is told with its line.

    ``[name]`` adds to a context that exists. Files cannot include others.
    """

    name: Annotated[Line, Field(min_length=6, max_length=80, pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*\.conf$")]
    content: Annotated[str, Field(max_length=200_000, pattern=r"^[^\x00]*$")]
    description: Text = ""
