# SPDX-License-Identifier: GPL-3.0-or-later
"""A contact as the web service of older systems gives it: nested, in the words of CC-033."""

from __future__ import annotations

from typing import Any

from ..phonebook_contacts.model import PhonebookContact

_CONTACT = ("title", "firstname", "lastname", "displayname", "society", "email", "url", "description")
_NUMBERS = ("office", "home", "mobile", "fax", "other")
_PLACES = ("office", "home", "other")
_ADDRESS = ("address1", "address2", "city", "state", "zipcode", "country")

Nested = dict[str, dict[str, Any]]


def represent(contact: PhonebookContact) -> dict[str, Any]:
    """Ids are text, as everything was there; numbers and places that are empty are left out."""
    fullname = f"{contact.firstname} {contact.lastname}".strip()
    return {
        "phonebook": {
            "id": str(contact.id),
            **{name: getattr(contact, name) for name in _CONTACT},
            "fullname": fullname,
        },
        "phonebooknumber": _numbers(contact),
        "phonebookaddress": _addresses(contact),
    }


def _numbers(contact: PhonebookContact) -> Nested:
    numbers = ((kind, getattr(contact, f"{kind}number")) for kind in _NUMBERS)
    return {kind: {"type": kind, "number": number} for kind, number in numbers if number}


def _addresses(contact: PhonebookContact) -> Nested:
    places = {place: {part: getattr(contact, f"{place}{part}") for part in _ADDRESS} for place in _PLACES}
    return {place: {"type": place, **parts} for place, parts in places.items() if any(parts.values())}
