# SPDX-License-Identifier: GPL-3.0-or-later
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Command = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
Commands = Annotated[list[Command], Field(max_length=1000)]


class RequestHandlersBody(BaseModel):
    """Commands for Asterisk, and commands that are handed to other daemons by the bus."""

    model_config = ConfigDict(json_schema_extra={"example": {"ipbx": ["sip reload", "dialplan reload"]}})

    ipbx: Commands = []
    ctibus: Commands = []
    agentbus: Commands = []
    dird: Commands = []


class RequestHandlersAnswer(BaseModel):
    """`pending`: what Asterisk will be told as soon as it is there. Without `synchronous` both lists are empty."""

    reloaded: list[str]
    pending: list[str]


ServiceOrder = Literal["start", "stop", "restart", "reload"]
ServicesBody = dict[str, ServiceOrder]


class StatusCheck(BaseModel):
    status: Literal["up"] = "up"


class ErrorBody(BaseModel):
    error: str
    error_id: str
