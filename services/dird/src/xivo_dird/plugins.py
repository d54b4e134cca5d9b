# SPDX-License-Identifier: GPL-3.0-or-later
"""What plugins are (manual, 1.6.15): back-ends make sources, services ask them, views show answers.

Entry points: `xivo_dird.backends`, `xivo_dird.services`, `xivo_dird.views`. A class with the right methods is one, too;
deriving from these is not required. Methods may be ordinary ones, which run in a thread, or coroutines.
"""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Sequence
from typing import Any

Fields = dict[str, Any]
"""An entry of a source: a value for each column; None for an empty one."""
Arguments = dict[str, Any]


class BaseSourcePlugin(ABC):
    """A way to ask a directory of one kind; one instance a source."""

    @abstractmethod
    def load(self, args: Arguments) -> None:
        """``args["config"]`` is the content of the source's file. Raises what keeps the source from being used."""

    def unload(self) -> Awaitable[None] | None:
        """Let go of what `load` took."""
        return None

    @property
    @abstractmethod
    def name(self) -> str:
        """The source's, usually ``args["config"]["name"]``."""

    @abstractmethod
    def search(self, term: str, args: Arguments) -> Sequence[Fields] | Awaitable[Sequence[Fields]]:
        """Entries in which the term is found. ``args["profile"]`` says for whom."""

    def list(self, uids: Sequence[str]) -> Sequence[Fields] | Awaitable[Sequence[Fields]]:  # noqa: ARG002
        """The entries of these ids, values of the source's ``unique_column``. None if the source has no such column."""
        return []


class BaseService(ABC):
    """What views call."""

    @abstractmethod
    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """The service's answer."""


class BaseServicePlugin(ABC):
    """Makes a service."""

    @abstractmethod
    def load(self, args: Arguments) -> Any:
        """``args["config"]`` is the whole configuration, ``args["sources"]`` has the sources. Returns a callable."""

    def unload(self) -> Awaitable[None] | None:
        """Let go of what `load` took."""
        return None


class BaseViewPlugin(ABC):
    """Adds URLs."""

    @abstractmethod
    def load(self, args: Arguments) -> None:
        """``args["config"]`` is the section `views`, ``args["services"]`` has the services by name.

        ``args["http_app"]`` is the FastAPI application, ``args["rest_api"]`` an `APIRouter` that becomes part of it.
        Each route says its ACL (`xivo_access.requires`) or that it is public; a view of which one does not is disabled.
        """

    def unload(self) -> Awaitable[None] | None:
        """Let go of what `load` took."""
        return None
