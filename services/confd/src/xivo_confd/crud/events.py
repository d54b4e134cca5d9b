# SPDX-License-Identifier: GPL-3.0-or-later
"""The three events of each declared resource, and the one of general settings."""

from __future__ import annotations

from pydantic import create_model

from ..events import ConfigEvent


def event_of(singular: str, what: str) -> type[ConfigEvent]:
    """``group_created`` on ``config.group.created``, with the object's id."""
    name = f"{singular}_{what}"
    event = create_model(_class_name(name), __base__=ConfigEvent, __module__=__name__, id=(int, ...))
    event.name = name
    event.routing_key = f"config.{singular}.{what}"
    return event


def settings_event(name: str) -> type[ConfigEvent]:
    """``sip_general_edited`` on ``config.sip_general.edited``, without data."""
    event = create_model(_class_name(f"{name}_edited"), __base__=ConfigEvent, __module__=__name__)
    event.name = f"{name}_edited"
    event.routing_key = f"config.{name}.edited"
    return event


def _class_name(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))
