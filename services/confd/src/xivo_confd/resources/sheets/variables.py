# SPDX-License-Identifier: GPL-3.0-or-later
"""Variables in the texts of sheets: ``{xivo-calleridnum}``, ``{db-fullname}``, ``{dp-mysheeturl}`` (ADM-139)."""

from __future__ import annotations

import re
from collections.abc import Iterator

OF_THE_CALL = frozenset(
    {
        "xivo-where",
        "xivo-origin",
        "xivo-direction",
        "xivo-did",
        "xivo-calleridnum",
        "xivo-calleridname",
        "xivo-calleridrdnis",
        "xivo-calleridton",
        "xivo-calledidnum",
        "xivo-calledidname",
        "xivo-ipbxid",
        "xivo-directory",
        "xivo-queuename",
        "xivo-agentnumber",
        "xivo-date",
        "xivo-time",
        "xivo-channel",
        "xivo-uniqueid",
        "xivo-callerpicture",
    }
)
VARIABLE = re.compile(r"\{([^{}]*)\}")
# Fields of a directory and variables of the dialplan are called what their authors like
_OTHERS = re.compile(r"(db|dp)-[^\s{}]+")


def unknown_in(text: str) -> Iterator[str]:
    """What stands in braces and will never have a value."""
    for name in VARIABLE.findall(text):
        if name not in OF_THE_CALL and not _OTHERS.fullmatch(name):
            yield name
