# SPDX-License-Identifier: GPL-3.0-or-later
"""What the dialplan gives a handler."""

from xivo_asterisk.fastagi import AGIChannel, AGIRequest


async def given(request: AGIRequest, channel: AGIChannel, position: int, variable: str) -> str:
    """An argument, or the variable that stands for it where the dialplan gave none."""
    if len(request.args) > position and request.args[position]:
        return request.args[position]
    return await channel.get_variable(variable) or ""


def number_of(text: str) -> int | None:
    """An id as the dialplan writes it; None where it is empty."""
    return int(text) if text.isdecimal() else None
