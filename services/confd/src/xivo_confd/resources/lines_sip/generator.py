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
    while True:
        name = random_username()
        if await dao.is_name_free(name):
            return name


def random_username() -> str:
    """Eight characters, as released clients know them; starts with a letter. Perhaps another line has it."""
    return secrets.choice(string.ascii_lowercase) + _random(_LETTERS, USERNAME_LENGTH - 1)


def new_secret() -> str:
    return _random(_LETTERS_AND_CASES, SECRET_LENGTH)


async def new_provisioning_extension(dao: LineDao) -> str:
    while True:
        code = random_provisioning_extension()
        if await dao.is_code_free(code):
            return code


def random_provisioning_extension() -> str:
    """Six digits, the first one not 0. Perhaps another line has it."""
    return str(100_000 + secrets.randbelow(900_000))


def _random(alphabet: str, length: int) -> str:
    return "".join(secrets.choice(alphabet) for _ in range(length))
