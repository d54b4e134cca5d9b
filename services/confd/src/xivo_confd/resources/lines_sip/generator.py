# SPDX-License-Identifier: GPL-3.0-or-later
"""What a line gets when nobody chooses: unique and not to be guessed."""

from __future__ import annotations

import secrets
import string

from ..lines.dao import LineDao

_LETTERS = string.ascii_lowercase + string.digits
_LETTERS_AND_CASES = string.ascii_letters + string.digits

USERNAME_LENGTH = 8
SECRET_LENGTH = 20  # 119 bits


async def new_username(dao: LineDao) -> str:
    """Eight characters, as released clients know them; starts with a letter."""
    while True:
        name = secrets.choice(string.ascii_lowercase) + _random(_LETTERS, USERNAME_LENGTH - 1)
        if await dao.is_name_free(name):
            return name


def new_secret() -> str:
    return _random(_LETTERS_AND_CASES, SECRET_LENGTH)


async def new_provisioning_extension(dao: LineDao) -> str:
    """Six digits, the first one not 0."""
    while True:
        code = str(100_000 + secrets.randbelow(900_000))
        if await dao.is_code_free(code):
            return code


def _random(alphabet: str, length: int) -> str:
    return "".join(secrets.choice(alphabet) for _ in range(length))
