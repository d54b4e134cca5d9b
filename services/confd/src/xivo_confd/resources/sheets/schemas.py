# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ...edge.bodies import Body, Line, Text

Content = Annotated[Line, Field(max_length=1024)]


class SheetLine(Body):
    """``default_value`` is shown when no variable of ``display_value`` has a value."""

    title: Annotated[Line, Field(max_length=128)] = ""
    default_value: Content = ""
    display_value: Content = ""


class SheetField(SheetLine):
    """One line of the sheet. The line of type ``form`` has the display value ``qtui`` and shows that file."""

    type: Literal["title", "text", "url", "urlx", "phone", "form", "picture"]
    enabled: bool = True


class SystrayField(SheetLine):
    """One line of the pop-up, which shows the last title and all bodies."""

    type: Literal["title", "body"]


class SheetBody(Body):
    """``focus`` brings the client's window to the front; ``disable`` leaves the sheet out, not the rest.

    ``sheet_qtui`` is where a form's ``.ui`` file is. ``action_info`` is an address that the client opens; with ``tcp``
    and ``udp``, what stands after ``?`` is sent there. Texts may have variables: of the call ``{xivo-...}``, of the
    directory in which the caller was found ``{db-...}``, of the dialplan ``{dp-...}``.
    """

    name: Annotated[Line, Field(min_length=1, max_length=128)]
    description: Text = ""
    focus: bool = False
    disable: bool = False
    sheet_qtui: Annotated[Line, Field(max_length=1024, pattern=r"^((file:///|https?://[^/])[^\s\x00-\x1f]*)?$")] = ""
    sheet_info: Annotated[list[SheetField], Field(max_length=100)] = Field(default_factory=list)
    systray_info: Annotated[list[SystrayField], Field(max_length=100)] = Field(default_factory=list)
    action_info: Content = ""
