# SPDX-License-Identifier: GPL-3.0-or-later
from pydantic import BaseModel

ParameterValue = str | bool | int | float | list[str]
ActionParameters = dict[str, ParameterValue]
ManagerMessage = dict[str, str]


class ErrorBody(BaseModel):
    error: str
    error_id: str
