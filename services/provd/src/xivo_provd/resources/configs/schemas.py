# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from ..storable import storable


class ConfigDocument(BaseModel):
    """Clients may add fields; they are kept."""

    model_config = ConfigDict(extra="allow")

    id: str | None = Field(default=None, description="32 hexadecimal digits, unless given")
    parent_ids: list[str] | None = None
    raw_config: dict[str, Any] | None = None
    configdevice: str | None = None
    deletable: bool | None = None
    role: str | None = Field(default=None, description="`autocreate`: the source of automatic configs")
    transient: bool | None = Field(default=None, description="removed with its last device")


class ConfigBody(BaseModel):
    config: Annotated[ConfigDocument, BeforeValidator(storable)]

    @property
    def document(self) -> dict[str, Any]:
        """What the client wrote, no more."""
        written = self.config.model_dump(exclude_unset=True)
        return {
            key: value for key, value in written.items() if value is not None or key not in ("parent_ids", "raw_config")
        }


class ConfigAnswer(BaseModel):
    config: ConfigDocument


class ConfigsAnswer(BaseModel):
    configs: list[ConfigDocument]


class RawConfigAnswer(BaseModel):
    raw_config: dict[str, Any]
