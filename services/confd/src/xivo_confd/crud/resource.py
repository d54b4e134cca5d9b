# SPDX-License-Identifier: GPL-3.0-or-later
"""The declaration of a resource: what it is called, where it is stored, who sees it. Routes follow from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from ..edge.bodies import Body
from ..edge.routing import Router
from ..edge.unit import Unit
from ..events import ConfigEvent
from .associations import Association, add_association
from .events import event_of
from .membership import add_memberships
from .model import ConfigObject, InContext, InEntity
from .references import Scope, Target, register
from .routes import add_reads, add_writes, edit_model, view_model
from .service import CrudService

M = TypeVar("M", bound=ConfigObject)


@dataclass(kw_only=True)
class Resource(Generic[M]):
    """One kind of configuration object below ``/1.1/<plural>``.

    ``body`` has a field for each column of ``model`` that clients write; ``title`` stands in messages and, in one
    word with underscores, ``singular`` in events, ACLs and references. ``hidden`` fields are written and never shown.
    An object with ``exten`` and ``context`` names in ``range_kind`` the context's range that its number must be in.
    """

    plural: str
    singular: str
    title: str
    model: type[M]
    body: type[Body]
    order: Sequence[str] = ("name",)
    hidden: frozenset[str] = frozenset()
    range_kind: str | None = None
    service: type[CrudService[M]] = CrudService
    associations: Sequence[Association] = ()
    in_snapshot: bool = True
    fixed: bool = False
    """The objects are those of a migration: they are edited, and neither created nor deleted."""
    final: frozenset[str] = frozenset()
    """Fields that keep the value of the creation, for example names that others refer to by name."""
    lasting: frozenset[str] = frozenset()
    """Names of objects that every system has: they are edited, and neither renamed nor deleted."""
    read_only: dict[str, Any] = field(default_factory=dict)
    """Further columns that are shown and never written, with their types."""
    members: dict[str, str] = field(default_factory=dict)
    """Lists whose members leave them when they are deleted, and of what kind they are: ``{"users": "user"}``."""
    owners: dict[str, str] = field(default_factory=dict)
    """Fields that name what the object cannot be without: it is deleted together with that, ``{"boss_id": "user"}``."""
    before_deletion: Sequence[Any] = ()
    """Dependencies (`Depends`) of the deletion: what others have to be asked before its transaction begins."""

    def __post_init__(self) -> None:
        self.path_id = f"{self.singular}_id"
        self.scope = _scope_of(self.model)
        self.target: Target = register(Target(self.singular, self.title, self.model, self.scope))
        self.events: dict[str, type[ConfigEvent]] = {
            what: event_of(self.singular, what) for what in ("created", "edited", "deleted")
        }
        self.edited = edit_model(self.body, self.title)
        self.shown = [name for name in self.body.model_fields if name not in self.hidden] + list(self.read_only)
        REGISTERED[self.plural] = self
        if self.members or self.owners:
            add_memberships(self)
        self.view = view_model(self)

    def of(self, unit: Unit) -> CrudService[M]:
        return self.service(self, unit)

    def router(self) -> Router:
        router = Router(f"/{self.plural}", self.plural)
        add_reads(router, self)
        add_writes(router, self)
        for association in self.associations:
            add_association(router, self, association)
        return router


REGISTERED: dict[str, Resource[Any]] = {}
"""Every declared resource by its plural."""


def _scope_of(model: type[ConfigObject]) -> Scope:
    if issubclass(model, InEntity):
        return Scope.ENTITY
    return Scope.CONTEXT if issubclass(model, InContext) else Scope.GLOBAL
