# SPDX-License-Identifier: GPL-3.0-or-later
"""What a page of the directory says, whatever the telephone."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, tostring

from ..table import digits

LINES = 16
"""Of the smallest screens that show a directory: a page has no more."""
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


LONGEST_NAME, LONGEST_NUMBER = 80, 40
"""With these, a page keeps within the 10,000 bytes that a Yealink reads."""


@dataclass(frozen=True, slots=True)
class Line:
    name: str
    number: str

    @classmethod
    def of(cls, name: str, number: str) -> Line:
        """The number as it is dialled, and no more of the name than a screen shows."""
        return cls(name[:LONGEST_NAME], digits(number)[:LONGEST_NUMBER])


@dataclass(frozen=True, slots=True)
class Results:
    """``next`` and ``previous`` are the addresses of other pages."""

    lines: Sequence[Line]
    again: str
    next: str | None = None
    previous: str | None = None


@dataclass(frozen=True, slots=True)
class Words:
    title: str
    name_or_number: str
    search: str
    next: str
    previous: str
    nobody: str
    dial: str
    exit: str


ENGLISH = Words("Directory", "Name or number", "Search", "Next", "Previous", "No entries", "Dial", "Exit")
FRENCH = Words(
    "Répertoire", "Nom ou numéro", "Rechercher", "Suivant", "Précédent", "Aucune entrée", "Appeler", "Quitter"
)


def words_for(accept_language: str) -> Words:
    """The telephone's language, if it is one of ours."""
    return FRENCH if accept_language.strip().lower().startswith("fr") else ENGLISH


Page = Callable[[str, Words], bytes]
"""Text of a page that leads to one address."""


@dataclass(frozen=True, slots=True)
class Vendor:
    """``input`` is given the address that the term is sent to, ``results`` a page. Both give the answer's text.

    ``agents`` are words of its telephones' User-Agents. ``menu`` is the first page of those that want one.
    """

    name: str
    agents: tuple[str, ...]
    media_type: str
    input: Page
    results: Callable[[Results, Words], bytes]
    menu: Page | None = None


def element(tag: str, text: str | None = None, /, **attributes: str) -> Element:
    found = Element(tag, attributes)
    found.text = clean(text) if text is not None else None
    return found


def add(parent: Element, tag: str, text: str | None = None, /, **attributes: str) -> Element:
    found = SubElement(parent, tag, attributes)
    found.text = clean(text) if text is not None else None
    return found


def clean(text: str) -> str:
    """Without what no XML document may have."""
    return _NOT_XML.sub("", text)


def document(root: Element) -> bytes:
    found: bytes = tostring(root, encoding="UTF-8", xml_declaration=True)
    return found
