# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ...crud.ids import LdapFilterId
from ...edge.bodies import Body
from ..cti_general.schemas import Network


class PhonebookGeneral(Body):
    """The LDAP filters that telephones' directories search beside the phonebook (ADM-055).

    Telephones in ``allowed_networks`` may search; if there are none, those in private networks.
    """

    ldap_filters: Annotated[list[LdapFilterId], Field(default_factory=list, max_length=100)]
    allowed_networks: Annotated[list[Network], Field(default_factory=list, max_length=100)]
