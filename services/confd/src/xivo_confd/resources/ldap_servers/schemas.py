# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ...edge.bodies import Body, Line, Text


class LdapServerBody(Body):
    """``ssl`` is TLS from the first byte, usually on port 636; ``tls`` begins with StartTLS.

    With either, ``host`` is the name in the server's certificate.
    """

    name: Annotated[Line, Field(min_length=1, max_length=128)]
    host: Annotated[Line, Field(min_length=1, max_length=255, pattern=r"^[A-Za-z0-9._:-]+$")]
    port: Annotated[int, Field(ge=1, le=65_535)] = 389
    security_layer: Literal["tls", "ssl"] | None = None
    protocol_version: Literal[2, 3] = 3
    description: Text = ""
