# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, Field

from .model import Login, LoginResult


class LoginView(BaseModel):
    at: datetime
    backend: str
    login: str
    address: str
    user_agent: str
    result: LoginResult
    auth_id: str | None
    session: str | None = Field(description="of a success: the session that it began")

    @classmethod
    def of(cls, row: Login) -> LoginView:
        return cls.model_validate(row, from_attributes=True)


class LoginList(BaseModel):
    total: int
    items: list[LoginView]
