# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists are read page by page."""

from typing import Annotated

from fastapi import Query

MOST = 1000
Limit = Annotated[int, Query(ge=1, le=MOST)]
Skip = Annotated[int, Query(ge=0, le=2**31)]
