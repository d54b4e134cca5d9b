# SPDX-License-Identifier: GPL-3.0-or-later
"""What may go wrong when talking to Asterisk."""


class AsteriskError(Exception):
    """Base of every error of this package."""


class AsteriskUnavailable(AsteriskError):
    """Asterisk cannot be reached, does not answer in time, or went away in the middle."""


class AsteriskInjection(AsteriskError, ValueError):
    """A value would break out of its line or field; nothing was sent or written."""


def refuse_line_breaks(what: str, text: str) -> str:
    """Return `text`; raises AsteriskInjection if it holds CR, LF or NUL."""
    if "\n" in text or "\r" in text or "\0" in text:
        raise AsteriskInjection(f"{what} contains a line break or NUL")
    return text
