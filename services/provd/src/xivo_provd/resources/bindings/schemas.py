# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, StringConstraints


class Binding(BaseModel):
    address: str
    bound_at: str


class BindingAnswer(BaseModel):
    binding: Binding


class NewBinding(BaseModel):
    address: Annotated[str, StringConstraints(max_length=64)]


class BindingBody(BaseModel):
    binding: NewBinding
