# SPDX-License-Identifier: GPL-3.0-or-later
"""What callers switch about their own calls (SYS-186, CC-119, CC-121, CC-122): star codes and programmed keys."""

import logging
from datetime import timedelta

from xivo_asterisk.fastagi import AGIChannel, AGIRequest
from xivo_asterisk.feature_codes import prefix
from xivo_asterisk.prog_keys import parts_of

from xivo_agid.changes import ChangeRefused
from xivo_agid.destinations import Variables
from xivo_agid.handler import Handler
from xivo_agid.handlers.arguments import number_of
from xivo_agid.snapshot import Row, Snapshot, User
from xivo_agid.user_services import FORWARDS, SERVICES, Forward, Service, states

logger = logging.getLogger(__name__)

ASK_NUMBER = "vm-enter-num-to-call"
WAIT = timedelta(seconds=10)
LONGEST_NUMBER = 40


async def calling_user(snapshot: Snapshot | None, channel: AGIChannel) -> User | None:
    identifier = number_of(await channel.get_variable("XIVO_USERID") or "")
    return snapshot.users.get(identifier) if snapshot and identifier is not None else None


class PhoneGetFeatures(Handler):
    """All services and forwards of who calls: `XIVO_ENABLEDND`, `XIVO_ENABLEUNC`, `XIVO_DESTUNC` and so on.

    Also `XIVO_CODE_<service>` of each service that he can switch by a star code.
    """

    async def handle(self, request: AGIRequest, channel: AGIChannel) -> None:  # noqa: ARG002
        snapshot = self.surroundings.configuration.current
        user = await calling_user(snapshot, channel)
        row = snapshot.one("users", user.id) if snapshot and user else None
        if snapshot is not None and row is not None:
            await channel.set_variables({**states(row), **_codes(snapshot)})


def _codes(snapshot: Snapshot) -> Variables:
    in_service = {row["feature"]: prefix(row["exten"]) for row in snapshot.rows("extension_features") if row["enabled"]}
    return {f"XIVO_CODE_{name.upper()}": in_service.get(service.feature, "") for name, service in SERVICES.items()}


class PhoneSetFeature(Handler):
    """Arguments: `vm`, `dnd`, `callrecord`, `incallfilter`, `unc`, `rna` or `busy`, then what it takes.

    A service is toggled; `vm` that of the number in the second argument, if there is one. A forward takes 1 or 0, or
    nothing to toggle it, and a number; who wants it on without one is asked for it. Sets `XIVO_DNDENABLED` (or the
    like) to 1 or 0 and `XIVO_USERID_OWNER` to whose it is, once confd has it; else nothing.
    """

    async def handle(self, request: AGIRequest, channel: AGIChannel) -> None:
        name, first, second = (*request.args, "", "", "")[:3]
        snapshot = self.surroundings.configuration.current
        user = await calling_user(snapshot, channel)
        if name == "vm" and first and snapshot is not None:
            user = snapshot.user_at(first, await channel.get_variable("XIVO_BASE_CONTEXT") or "")
        if user is None or name not in {*SERVICES, *FORWARDS}:
            return
        try:
            if name in SERVICES:
                told = await self._toggle(user, SERVICES[name])
            else:
                told = await self._forward(user, FORWARDS[name], first, second, channel)
        except ChangeRefused as error:
            logger.warning("the %s of user %d stays as it is: %s", name, user.id, error)
            return
        await channel.set_variables({**told, "XIVO_USERID_OWNER": user.id})

    async def _toggle(self, user: User, service: Service) -> Variables:
        path = f"/users/{user.id}/{service.path}"
        enabled = not (await self.surroundings.changes.read(path))["enabled"]
        await self.surroundings.changes.edit(path, enabled=enabled)
        return {service.enabled_variable: int(enabled)}

    async def _forward(self, user: User, forward: Forward, wish: str, number: str, channel: AGIChannel) -> Variables:
        path = f"/users/{user.id}/{forward.path}"
        if not wish:
            wish = _toggled(await self.surroundings.changes.read(path), number)
        if wish == "0":
            await self.surroundings.changes.edit(path, enabled=False)
            return {forward.enabled_variable: 0}
        number = number or await channel.get_data(ASK_NUMBER, WAIT, LONGEST_NUMBER)
        if not number:
            raise ChangeRefused("no number was dialled")
        await self.surroundings.changes.edit(path, enabled=True, destination=number)
        return {forward.enabled_variable: 1, "XIVO_FEATURE_FORWARD_DEST": number}


def _toggled(now: Row, number: str) -> str:
    """Off if it is on; but another number than that of now is one to forward to."""
    return "0" if now["enabled"] and number in ("", now["destination"]) else "1"


class FwdUndoAll(Handler):
    """Switches all forwards of who calls off; `XIVO_FWDUNDONE` is 1 once confd has it."""

    async def handle(self, request: AGIRequest, channel: AGIChannel) -> None:  # noqa: ARG002
        user = await calling_user(self.surroundings.configuration.current, channel)
        if user is None:
            return
        off = {forward.name: {"enabled": False} for forward in FORWARDS.values()}
        try:
            await self.surroundings.changes.edit(f"/users/{user.id}/forwards", **off)
        except ChangeRefused as error:
            logger.warning("the forwards of user %d stay as they are: %s", user.id, error)
            return
        await channel.set_variables({"XIVO_FWDUNDONE": 1})


class PhoneProgfunckey(Handler):
    """Argument: a programmed key's number without its code. Sets `XIVO_PHONE_PROGFUNCKEY`, the number that it stands
    for, and `XIVO_PHONE_PROGFUNCKEY_FEATURE`, which service that is; nothing for the key of another user.
    """

    async def handle(self, request: AGIRequest, channel: AGIChannel) -> None:
        snapshot = self.surroundings.configuration.current
        caller = await channel.get_variable("XIVO_USERID")
        try:
            owner, code, *argument = parts_of((*request.args, "")[0])
        except ValueError:
            return
        feature = _feature(snapshot, code, has_argument=bool(argument)) if snapshot else None
        if feature is None or owner != caller:
            logger.warning("user %s pressed the key of user %s for %s", caller, owner, code)
            return
        await channel.set_variables(
            {"XIVO_PHONE_PROGFUNCKEY": code + "".join(argument), "XIVO_PHONE_PROGFUNCKEY_FEATURE": feature}
        )


def _feature(snapshot: Snapshot, code: str, *, has_argument: bool) -> str | None:
    """The service in service with this code; of two, as `*90` and `*90<number>`, the one that fits."""
    found = [row for row in snapshot.rows("extension_features") if row["enabled"] and prefix(row["exten"]) == code]
    found.sort(key=lambda row: row["exten"].startswith("_") is not has_argument)
    return found[0]["feature"] if found else None
