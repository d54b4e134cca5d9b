# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ...edge.bodies import Body, Line

Name = Annotated[Line, Field(min_length=1, max_length=79, pattern=r"^[A-Za-z0-9_.-]+$")]
Host = Annotated[Line, Field(min_length=1, max_length=255, pattern=r"^[A-Za-z0-9.:-]+$")]
Port = Annotated[int, Field(ge=1, le=65535)]


class RegistrarBody(Body):
    """The servers that a line's telephone is given; ``/lines/<id>/registrar`` names it (CC-218, CC-224, ADM-011).

    Without a main host that is this system, as its configuration says, with its backup; without a proxy the registrar
    is one. A telephone learns of a change when it is synchronised or restarts.
    """

    name: Name
    display_name: Annotated[Line, Field(max_length=128)] = ""
    main_host: Host | None = None
    main_port: Port | None = None
    backup_host: Host | None = None
    backup_port: Port | None = None
    proxy_main_host: Host | None = None
    proxy_main_port: Port | None = None
    proxy_backup_host: Host | None = None
    proxy_backup_port: Port | None = None
    outbound_proxy_host: Host | None = None
    outbound_proxy_port: Port | None = None
