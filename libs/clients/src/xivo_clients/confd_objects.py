# SPDX-License-Identifier: GPL-3.0-or-later
"""What confd answers, for those who check types."""

from __future__ import annotations

from typing import Any, Generic, Literal, NotRequired, TypedDict, TypeVar

T = TypeVar("T")
Object = dict[str, Any]
"""An object of any resource."""


class Page(TypedDict, Generic[T]):
    """`total` counts all that match, not the page."""

    total: int
    items: list[T]


class Link(TypedDict):
    rel: str
    href: str


class Entity(TypedDict):
    id: int
    name: str
    display_name: str
    description: str
    links: list[Link]


class NumberRange(TypedDict):
    start: str
    end: str
    did_length: NotRequired[int | None]


class Context(TypedDict):
    id: int
    name: str
    display_name: str
    type: Literal["internal", "incall", "outcall", "services", "others"]
    entity: str
    ranges: dict[str, list[NumberRange]]
    includes: list[str]
    description: str
    links: list[Link]


class User(TypedDict):
    id: int
    firstname: str
    lastname: str
    timezone: str
    language: str
    description: str
    caller_id: str
    outgoing_caller_id: str
    mobile_phone_number: str
    username: str
    password: str | None
    music_on_hold: str
    preprocess_subroutine: str
    userfield: str
    links: list[Link]


class Line(TypedDict):
    id: int
    context: str
    name: str
    protocol: str
    provisioning_extension: str
    device_slot: int
    device_id: str | None
    links: list[Link]


class SipLine(TypedDict):
    id: int
    context: str
    username: str
    secret: str
    provisioning_extension: str
    device_slot: int
    callerid: str | None
    links: list[Link]


class Extension(TypedDict):
    """The answer to a creation has `id` and `links` only."""

    id: int
    exten: NotRequired[str]
    context: NotRequired[str]
    commented: NotRequired[bool]
    links: list[Link]


class Device(TypedDict):
    id: str
    ip: str | None
    mac: str | None
    sn: str | None
    vendor: str | None
    model: str | None
    version: str | None
    plugin: str | None
    description: str | None
    options: Object | None
    template_id: str | None
    status: Literal["configured", "autoprov", "not_configured"]
    links: list[Link]


class CtiProfile(TypedDict):
    id: int
    name: str
    links: list[Link]


class UserLine(TypedDict):
    user_id: int
    line_id: int
    main_user: bool
    main_line: bool
    links: list[Link]


class LineExtension(TypedDict):
    line_id: int
    extension_id: int
    links: list[Link]


class ImportProblem(TypedDict):
    line: int | None
    column: str | None
    message: str


class ImportState(TypedDict):
    """How far an import of users is."""

    id: str
    dry_run: bool
    total: int
    checked: int
    done: int
    created: int
    updated: int
    unchanged: int
    errors: list[ImportProblem]
    errors_total: int
    finished: bool


class ListOptions(TypedDict, total=False):
    """The parameters of every list."""

    search: str | None
    order: str | None
    direction: Literal["asc", "desc"] | None
    limit: int | None
    skip: int | None
