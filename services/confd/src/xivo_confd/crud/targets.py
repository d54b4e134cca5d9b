# SPDX-License-Identifier: GPL-3.0-or-later
"""The objects with folders of their own that declared resources may refer to."""

from __future__ import annotations

from ..resources.contexts.model import Context
from ..resources.entities.model import Entity
from ..resources.extensions.model import Extension
from ..resources.lines.model import Line
from ..resources.users.model import User
from .references import Scope, Target, register

register(Target("user", "User", User, Scope.ENTITY))
register(Target("line", "Line", Line, Scope.CONTEXT))
register(Target("extension", "Extension", Extension, Scope.CONTEXT))
register(Target("context", "Context", Context, Scope.ENTITY))
register(Target("entity", "Entity", Entity))
