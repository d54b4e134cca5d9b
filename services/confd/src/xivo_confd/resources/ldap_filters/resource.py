# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ...crud.errors import wrong_field
from ...crud.resource import Resource
from ...crud.service import CrudService
from .filter_text import FilterError, check_filter
from .model import LdapFilter
from .schemas import LdapFilterBody


class LdapFilterService(CrudService[LdapFilter]):
    async def check(self, thing: LdapFilter, fields: set[str]) -> None:
        if "filter" in fields and thing.filter.strip():
            try:
                check_filter(thing.filter)
            except FilterError as error:
                raise wrong_field("filter", str(error)) from error


LDAP_FILTERS = Resource(
    plural="ldap_filters",
    singular="ldap_filter",
    title="LdapFilter",
    model=LdapFilter,
    body=LdapFilterBody,
    hidden=frozenset({"password"}),
    service=LdapFilterService,
)
router = LDAP_FILTERS.router()
