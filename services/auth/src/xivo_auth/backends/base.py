# SPDX-License-Identifier: GPL-3.0-or-later
"""What an authentication plugin is. Entry point group: `xivo_auth.backends`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..accounts.service import AccountService
    from ..confd import AdministratorDirectory, UserDirectory
    from ..settings import Settings
    from ..tokens.service import Identity


@dataclass(frozen=True)
class BackendArguments:
    """What the daemon hands to every backend it makes; `name` is the one that it is enabled by."""

    name: str
    settings: Settings
    accounts: AccountService
    users: UserDirectory
    administrators: AdministratorDirectory


class BaseAuthenticationBackend(ABC):
    """One source of authentication; made once, used by many requests at a time."""

    def __init__(self, arguments: BackendArguments) -> None:
        self.arguments = arguments

    @property
    def config(self) -> dict[str, Any]:
        """Its own section of auth's configuration: `backends: {<name>: ...}`."""
        return self.arguments.settings.backends.get(self.arguments.name, {})

    @abstractmethod
    async def authenticate(self, login: str, password: str) -> Identity | None:
        """The account's identity, or None when login or password is wrong.

        It must not block the loop. An exception refuses this login and is logged; an `ApiError` is what the
        client gets, for instance a 503 when the source is away.
        """
