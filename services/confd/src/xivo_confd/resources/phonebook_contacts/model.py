# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ...crud.model import ConfigObject
from ...search import search_column, search_index


class PhonebookContact(ConfigObject):
    """One entry of the system's phonebook (CC-031, CC-032, CC-033)."""

    __tablename__ = "phonebook_contacts"
    __table_args__ = (search_index("phonebook_contacts"),)

    title: Mapped[str] = mapped_column(String(8))
    displayname: Mapped[str] = mapped_column(String(128))
    firstname: Mapped[str] = mapped_column(String(128))
    lastname: Mapped[str] = mapped_column(String(128))
    society: Mapped[str] = mapped_column(String(128))
    email: Mapped[str] = mapped_column(String(255))
    url: Mapped[str] = mapped_column(String(255))
    description: Mapped[str] = mapped_column(Text)
    officenumber: Mapped[str] = mapped_column(String(40))
    homenumber: Mapped[str] = mapped_column(String(40))
    mobilenumber: Mapped[str] = mapped_column(String(40))
    faxnumber: Mapped[str] = mapped_column(String(40))
    othernumber: Mapped[str] = mapped_column(String(40))
    officeaddress1: Mapped[str] = mapped_column(String(128))
    officeaddress2: Mapped[str] = mapped_column(String(128))
    officecity: Mapped[str] = mapped_column(String(128))
    officestate: Mapped[str] = mapped_column(String(128))
    officezipcode: Mapped[str] = mapped_column(String(128))
    officecountry: Mapped[str] = mapped_column(String(2))
    homeaddress1: Mapped[str] = mapped_column(String(128))
    homeaddress2: Mapped[str] = mapped_column(String(128))
    homecity: Mapped[str] = mapped_column(String(128))
    homestate: Mapped[str] = mapped_column(String(128))
    homezipcode: Mapped[str] = mapped_column(String(128))
    homecountry: Mapped[str] = mapped_column(String(2))
    otheraddress1: Mapped[str] = mapped_column(String(128))
    otheraddress2: Mapped[str] = mapped_column(String(128))
    othercity: Mapped[str] = mapped_column(String(128))
    otherstate: Mapped[str] = mapped_column(String(128))
    otherzipcode: Mapped[str] = mapped_column(String(128))
    othercountry: Mapped[str] = mapped_column(String(2))

    search: Mapped[str | None] = search_column(
        "firstname::text || ' '::text || lastname::text",
        "displayname::text",
        "society::text",
        "email::text",
        "description",
        "officenumber::text",
        "homenumber::text",
        "mobilenumber::text",
        "faxnumber::text",
        "othernumber::text",
        "officecity::text",
        "homecity::text",
        "othercity::text",
    )
