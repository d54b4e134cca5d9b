# SPDX-License-Identifier: GPL-3.0-or-later
"""What a change of number means for the line that it leads to."""

from __future__ import annotations

from ...edge.access import CONFD
from ...edge.unit import Unit
from ..contexts.dao import ContextDao
from ..contexts.ranges import KINDS_BY_TYPE
from ..extensions.model import Extension
from ..lines.dao import LineDao
from ..lines.notifier import LineNotifier
from ..user_lines.callerid import refresh_callerid
from .dao import LineExtensionDao
from .errors import SecondInternalExtension, UnsupportedContext


async def extension_moved(unit: Unit, extension: Extension) -> None:
    """Call it after the extension is stored. Raises what associating it in its new place would."""
    associations = LineExtensionDao(unit.session)
    line_id = await associations.line_of(extension.id)
    line = await LineDao(unit.session).lock(line_id, CONFD) if line_id is not None else None
    if line is None:
        return
    context = await ContextDao(unit.session).find_by_name(extension.context)
    if context is None or context.type not in KINDS_BY_TYPE:
        raise UnsupportedContext(type=context.type if context else "unknown")
    if await associations.count_internal_of(line.id) > 1:
        raise SecondInternalExtension(line_id=line.id)
    await refresh_callerid(unit.session, line)
    LineNotifier(unit).edited(line)
