# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a call goes next, in the words of the dialplan's ``forward`` context."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

Destination = Mapping[str, Any]
Variables = dict[str, str | int]
"""For `AGIChannel.set_variables`, which sets them in their order."""


def forward(event: str, destination: Destination | None) -> Variables:
    """What ``Gosub(forward,s,1(<event>))`` follows: ``XIVO_FWD_<event>_ACTION``, ``_ACTIONARG1``, ``_ACTIONARG2``.

    ``event`` names who forwards and why, as in earlier releases: ``INCALL_ANSWER``, ``USER_NOANSWER``,
    ``GROUP_CONGESTION``, ``SCHEDULE_OUT``. All three are always set: what an earlier object left behind does not
    count. Without a destination the action is ``none``, after which ``forward`` returns.
    """
    action, first, second = _action(destination or {"type": "none"})
    name = f"XIVO_FWD_{event}_ACTION"
    return {name: action, f"{name}ARG1": first, f"{name}ARG2": second}


def forwards(events: Iterable[tuple[str, Destination | None]]) -> Variables:
    """The variables of several events, for the object that knows all of its fallbacks at once."""
    return {name: value for event, destination in events for name, value in forward(event, destination).items()}


Action = tuple[str, str | int, str | int]
"""The action and its two arguments."""


def _action(destination: Destination) -> Action:
    known = _ACTIONS.get(destination["type"])
    if known is None:
        raise ValueError(f"a destination of the unknown type {destination['type']!r}")
    return known(destination)


def _none(_: Destination) -> Action:
    return "none", "", ""


def _hangup(destination: Destination) -> Action:
    kind = {"normal": "hangup"}.get(destination["cause"], destination["cause"])
    return f"endcall:{kind}", destination["timeout"] or "", ""


def _ringing(kind: str) -> Callable[[Destination], Action]:
    """An object that rings, and for how long; empty is as long as the object itself says."""

    def action(destination: Destination) -> Action:
        return kind, destination[f"{kind}_id"], destination["ring_time"] or ""

    return action


def _voicemail(destination: Destination) -> Action:
    greeting = {"busy": "b", "unavailable": "u"}.get(destination["greeting"] or "", "")
    return "voicemail", destination["voicemail_id"], greeting + ("s" if destination["skip_instructions"] else "")


def _sound(destination: Destination) -> Action:
    options = [name for key, name in (("skip", "skip"), ("no_answer", "noanswer")) if destination[key]]
    return "sound", destination["filename"], "&".join(options)


def _application(destination: Destination) -> Action:
    name = destination["application"]
    action = f"application:{name}"
    match name:
        case "disa" | "callbackdisa":
            return action, destination["pin"], destination["context"]
        case "faxtomail":
            return action, destination["email"], ""
        case _:
            return action, destination["context"], ""


_ACTIONS: dict[str, Callable[[Destination], Action]] = {
    "none": _none,
    "hangup": _hangup,
    "user": _ringing("user"),
    "group": _ringing("group"),
    "queue": _ringing("queue"),
    "conference_room": lambda to: ("meetme", to["conference_room_id"], ""),
    "voicemail": _voicemail,
    "outcall": lambda to: ("outcall", to["outcall_id"], to["exten"]),
    "voicemenu": lambda to: ("voicemenu", to["voice_menu_id"], ""),
    "extension": lambda to: ("extension", to["exten"], to["context"]),
    "sound": _sound,
    "custom": lambda to: ("custom", to["command"], ""),
    "application": _application,
}
