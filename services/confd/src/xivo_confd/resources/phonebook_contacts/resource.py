# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ...crud.resource import Resource
from .model import PhonebookContact
from .schemas import PhonebookContactBody

PHONEBOOK_CONTACTS = Resource(
    plural="phonebook_contacts",
    singular="phonebook_contact",
    title="PhonebookContact",
    model=PhonebookContact,
    body=PhonebookContactBody,
    order=("displayname",),
    in_snapshot=False,
)
router = PHONEBOOK_CONTACTS.router()
