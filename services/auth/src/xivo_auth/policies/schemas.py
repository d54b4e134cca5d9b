# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import uuid
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from .model import Holder, Policy
from .service import MOST_TEMPLATES, Content
from .templates import LONGEST

_TEXT = r"^[^\x00]*$"  # PostgreSQL has no NUL
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80, pattern=_TEXT)]
Template = Annotated[str, StringConstraints(max_length=LONGEST)]
Order = Literal["name", "description"]


class PolicyBody(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"name": "operators"}]})

    name: Name
    description: Annotated[str, StringConstraints(max_length=4096, pattern=_TEXT)] = ""
    acl_templates: list[Template] = Field(
        default=[], max_length=MOST_TEMPLATES, examples=[["confd.users.read", "confd.users.{{ auth_id }}.#"]]
    )

    @property
    def content(self) -> Content:
        return Content(self.name, self.description, self.acl_templates)


class PolicyView(BaseModel):
    uuid: uuid.UUID
    name: str
    description: str
    acl_templates: list[str]
    backends: list[str] = Field(description="whoever they recognise has this policy")
    accounts: list[str] = Field(description="the `auth_id` of each account that has it")

    @classmethod
    def of(cls, policy: Policy) -> PolicyView:
        def targets(kind: Holder) -> list[str]:
            return [given.target for given in policy.assignments if given.kind == kind]

        return cls(
            uuid=policy.id,
            name=policy.name,
            description=policy.description,
            acl_templates=policy.acl_templates,
            backends=targets(Holder.BACKEND),
            accounts=targets(Holder.ACCOUNT),
        )


class PolicyList(BaseModel):
    total: int
    items: list[PolicyView]
