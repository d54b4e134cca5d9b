# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ...edge.bodies import Body, Line


class ExtensionFeatureBody(Body):
    """``exten``: a number, or for services that take an argument a pattern such as ``_*21.``.

    In answers, ``available`` says whether this system has the service at all.
    """

    exten: Annotated[Line, Field(min_length=1, max_length=40)]
    enabled: bool
