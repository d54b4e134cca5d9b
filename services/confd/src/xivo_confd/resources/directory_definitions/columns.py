# SPDX-License-Identifier: GPL-3.0-or-later
"""The columns of the phonebook as definitions name them (CC-033)."""

from __future__ import annotations

_CONTACT = ("description", "displayname", "email", "firstname", "fullname", "lastname", "society", "title", "url")
_NUMBERS = ("fax", "home", "mobile", "office", "other")
_PLACES = ("home", "office", "other")
_ADDRESS = ("address1", "address2", "city", "country", "state", "zipcode")

PHONEBOOK_COLUMNS = frozenset(
    [f"phonebook.{name}" for name in _CONTACT]
    + [f"phonebooknumber.{kind}.number" for kind in _NUMBERS]
    + [f"phonebookaddress.{place}.{part}" for place in _PLACES for part in _ADDRESS]
)
