# SPDX-License-Identifier: GPL-3.0-or-later
"""Which actions pass, and with which parameters: what is not listed is denied."""

import re
from collections.abc import Iterable, Mapping

from xivo_asterisk.ami_message import ParamValue

from xivo_amid.errors import ActionNotAllowed
from xivo_amid.settings import ActionSettings

_FUNCTION = re.compile(r"[_\s]*([A-Za-z0-9_]+)\s*\(")


class ActionPolicy:
    """`Originate` may only enter the dialplan, and no variable's name may run a function that is not listed."""

    def __init__(self, settings: ActionSettings) -> None:
        self._names = {name.lower(): name for name in settings.allowed}
        self._applications = {name.lower() for name in settings.originate_applications}
        self._functions = {name.upper() for name in settings.functions}

    def check(self, action: str, params: Mapping[str, ParamValue]) -> str:
        """The action's proper name. Raises ActionNotAllowed with the reason."""
        name = self._names.get(action.lower())
        if name is None:
            raise ActionNotAllowed(action=action, reason="it is not in the list of allowed actions")
        for key, value in params.items():
            if name == "Originate" and key.lower() == "application":
                self._check_application(str(value))
            if key.lower() in {"variable", "variables"}:
                self._check_variables(name, [value] if isinstance(value, str | int | float) else value)
        return name

    def _check_application(self, application: str) -> None:
        if application.lower() not in self._applications:
            raise ActionNotAllowed(action="Originate", reason=f"application {application} may not be run")

    def _check_variables(self, action: str, values: Iterable[object]) -> None:
        for value in values:
            for assignment in str(value).split(","):
                variable = assignment.partition("=")[0]
                match = _FUNCTION.match(variable)
                if match and match[1].upper() not in self._functions:
                    raise ActionNotAllowed(action=action, reason=f"function {match[1]} may not be called")
