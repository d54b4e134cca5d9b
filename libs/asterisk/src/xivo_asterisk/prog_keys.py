# SPDX-License-Identifier: GPL-3.0-or-later
"""Numbers of programmed function keys: who, which service, and its argument in one number that a phone can watch.

`*7351***221*102` is user 1's key for *21 (forward all calls) to 102: parts are joined by `*`, and a star within the
part of place n is written `**n`.
"""

from xivo_asterisk.feature_codes import prefix


def programmed(key_code: str, user_id: int, service_code: str, argument: str = "") -> str:
    """The number of a key. `key_code` and `service_code` are the services' numbers, patterns or not."""
    parts = [str(user_id), prefix(service_code), argument]
    return prefix(key_code) + "*".join(_escaped(part, place) for place, part in enumerate(parts, 1) if part)


def parts_of(digits: str) -> tuple[str, ...]:
    """What `programmed` joined: user id, service code, argument. `digits` is the number without the key's code.

    Raises ValueError for what it cannot have written.
    """
    found: list[str] = []
    part, rest = "", digits
    while rest:
        star = f"**{len(found) + 1}"
        if rest.startswith(star):
            part, rest = part + "*", rest.removeprefix(star)
        elif rest.startswith("*"):
            found.append(part)
            part, rest = "", rest[1:]
        else:
            part, rest = part + rest[0], rest[1:]
    found.append(part)
    if not all(found):
        raise ValueError(f"no programmed key has the number {digits!r}")
    return tuple(found)


def _escaped(part: str, place: int) -> str:
    return part.replace("*", f"**{place}")
