# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ...crud.looks import Look
from ...edge.bodies import Body, Line, Text

Hint = Literal["-2", "-1", "0", "1", "2", "4", "8", "9", "16"]
"""Asterisk's states of an extension; 9 is 1 and 8 at once."""

SHIPPED: dict[Hint, tuple[str, str]] = {
    "-2": ("Inexistant", "#030303"),
    "-1": ("Désactivé", "#000000"),
    "0": ("Disponible", "#0DFF25"),
    "1": ("En ligne OU appelle", "#FF032D"),
    "2": ("Occupé", "#FF0008"),
    "4": ("Indisponible", "#FFFFFF"),
    "8": ("Sonne", "#1B0AFF"),
    "9": ("(En Ligne OU Appelle) ET Sonne", "#FF0526"),
    "16": ("En Attente", "#F7FF05"),
}


def shipped_hints() -> dict[Hint, Look]:
    return {hint: Look(long_name=long_name, color=color) for hint, (long_name, color) in SHIPPED.items()}


class PhoneHintBody(Body):
    """``hints``: for each of a phone's states its look."""

    name: Annotated[Line, Field(min_length=1, max_length=64)]
    description: Text = ""
    hints: dict[Hint, Look] = Field(default_factory=shipped_hints)
