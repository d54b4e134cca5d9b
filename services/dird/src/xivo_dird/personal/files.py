# SPDX-License-Identifier: GPL-3.0-or-later
"""Contacts as CSV and as vCards (RFC 6350, and the 3.0 that most programs write)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import vobject
from vobject.base import ParseError, VObjectError

from ..errors import InvalidContact
from .dao import Fields
from .service import checked

MOST_LINES = 10_000
_NUMBERS = (("CELL", "mobile"), ("FAX", "fax"))


@dataclass(frozen=True, slots=True)
class Failure:
    line: int
    errors: list[str]


@dataclass(frozen=True, slots=True)
class Imported:
    contacts: list[Fields]
    failed: list[Failure]


def read_csv(text: str) -> Imported:
    """Raises `InvalidContact` for what is no CSV file with a header."""
    rows = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    contacts: list[Fields] = []
    failed: list[Failure] = []
    try:
        header = [name.strip() for name in next(rows, [])]
        if not any(header):
            raise InvalidContact(cause="the file has no header")
        for row in rows:
            if rows.line_num > MOST_LINES + 1:
                raise InvalidContact(cause=f"the file has more than {MOST_LINES} lines")
            if row:
                _take(header, row, rows.line_num, contacts, failed)
    except csv.Error as error:
        raise InvalidContact(cause=f"line {rows.line_num}: {error}") from error
    return Imported(contacts, failed)


def _take(header: Sequence[str], row: Sequence[str], line: int, contacts: list[Fields], failed: list[Failure]) -> None:
    if len(row) != len(header):
        failed.append(Failure(line, [f"{len(row)} fields, the header has {len(header)}"]))
        return
    try:
        values = zip(header, row, strict=True)
        contacts.append(
            checked({name: value.strip() for name, value in values if name and name != "id" and value.strip()})
        )
    except InvalidContact as error:
        failed.append(Failure(line, [str(error)]))


def write_csv(contacts: Sequence[Fields]) -> str:
    names = list(dict.fromkeys(name for contact in contacts for name in contact))
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, names, restval="")
    writer.writeheader()
    writer.writerows(contacts)
    return out.getvalue()


def read_vcards(text: str) -> Imported:
    """Raises `InvalidContact` for what is no vCard at all."""
    contacts: list[Fields] = []
    failed: list[Failure] = []
    try:
        for number, card in enumerate(vobject.readComponents(text, allowQP=True), start=1):
            if number > MOST_LINES:
                raise InvalidContact(cause=f"the file has more than {MOST_LINES} cards")
            try:
                contacts.append(checked(_of_card(card)))
            except InvalidContact as error:
                failed.append(Failure(number, [str(error)]))
    except (ParseError, VObjectError, UnicodeError, ValueError) as error:
        raise InvalidContact(cause=f"the file is no vCard: {error}") from error
    if not contacts and not failed:
        raise InvalidContact(cause="the file has no vCard")
    return Imported(contacts, failed)


def _of_card(card: vobject.base.Component) -> Fields:
    fields: Fields = {}
    for line in card.getChildren():
        name, value = line.name, getattr(line, "value", None)
        if isinstance(value, vobject.vcard.Name):
            fields["firstname"], fields["lastname"] = _joined(value.given), _joined(value.family)
        elif name == "FN":
            fields["displayname"] = str(value)
        elif name == "ORG":
            fields["company"] = " ".join(value) if isinstance(value, list) else str(value)
        elif name == "TEL":
            fields.setdefault(_kind(line.params), str(value).removeprefix("tel:"))
        elif name in {"EMAIL", "URL", "NOTE", "TITLE"}:
            fields.setdefault(name.lower(), str(value))
    return {name: value for name, value in fields.items() if value}


def _joined(value: str | list[str]) -> str:
    return " ".join(value) if isinstance(value, list) else str(value)


def _kind(params: dict[str, list[str]]) -> str:
    kinds = {kind.upper() for value in params.get("TYPE", []) for kind in value.split(",")}
    return next((field for kind, field in _NUMBERS if kind in kinds), "number")


def write_vcards(contacts: Iterable[Fields]) -> str:
    return "".join(_cards(contacts))


def _cards(contacts: Iterable[Fields]) -> Iterator[str]:
    for contact in contacts:
        card = vobject.vCard()
        firstname, lastname = contact.get("firstname") or "", contact.get("lastname") or ""
        card.add("n").value = vobject.vcard.Name(family=lastname, given=firstname)
        name = contact.get("displayname") or f"{firstname} {lastname}".strip()
        card.add("fn").value = name or contact.get("company") or contact.get("number") or contact["id"]
        card.add("uid").value = contact["id"]
        if contact.get("company"):
            card.add("org").value = [contact["company"]]
        for field, kind in (("number", "WORK"), ("mobile", "CELL"), ("fax", "FAX")):
            if contact.get(field):
                number = card.add("tel")
                number.value, number.type_param = contact[field], kind
        for field in ("email", "url", "note", "title"):
            if contact.get(field):
                card.add(field).value = contact[field]
        yield card.serialize()
