# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ...crud.resource import Resource
from .model import LdapServer
from .schemas import LdapServerBody

LDAP_SERVERS = Resource(
    plural="ldap_servers",
    singular="ldap_server",
    title="LdapServer",
    model=LdapServer,
    body=LdapServerBody,
)
router = LDAP_SERVERS.router()
