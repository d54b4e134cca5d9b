# SPDX-License-Identifier: GPL-3.0-or-later
"""Patterns whose last character matches anything: also ``&``, ``/`` and ``,``, which applications take for more."""

from __future__ import annotations

from collections.abc import Sequence

NUMBER = "0-9A-Za-z*#+"
_ONLY_A_NUMBER = f"GotoIf($[${{LEN(${{FILTER({NUMBER},${{EXTEN}})}})}} != ${{LEN(${{EXTEN}})}}]?xivo-no-number,s,1)"
"""Lengths are compared, not texts: a quote in what was dialled would end the text of an expression."""


def guarded(exten: str, steps: Sequence[str]) -> list[str]:
    """The steps of a number; of an open pattern only for what is a number, before anything else looks at it."""
    is_open = exten.startswith("_") and exten.endswith((".", "!"))
    return [_ONLY_A_NUMBER, *steps] if is_open else list(steps)
