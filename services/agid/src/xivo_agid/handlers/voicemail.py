# SPDX-License-Identifier: GPL-3.0-or-later
from xivo_asterisk.fastagi import AGIChannel, AGIRequest

from xivo_agid.handler import Handler
from xivo_agid.snapshot import Row


def mailbox_variables(mailbox: Row) -> dict[str, str | float]:
    """What the dialplan needs of a mailbox. For `VoiceMailMain`: skip the password unless it is asked for."""
    return {
        "XIVO_MAILBOX": mailbox["number"],
        "XIVO_MAILBOX_CONTEXT": mailbox["context"],
        "XIVO_MAILBOX_LANGUAGE": mailbox["language"] or "",
        "XIVO_VMMAIN_OPTIONS": "" if mailbox["ask_password"] else "s",
    }


class VmboxGetInfo(Handler):
    """Argument: the id of a mailbox. Sets nothing for one that does not exist or is switched off."""

    async def handle(self, request: AGIRequest, channel: AGIChannel) -> None:
        snapshot = self.surroundings.configuration.current
        mailbox = snapshot.one("voicemails", request.args[0]) if snapshot and request.args else None
        if mailbox is not None and mailbox["enabled"]:
            await channel.set_variables(mailbox_variables(mailbox))


class UserGetVmbox(Handler):
    """Argument: the id of a user. As `VmboxGetInfo`, for the mailbox that he has."""

    async def handle(self, request: AGIRequest, channel: AGIChannel) -> None:
        snapshot = self.surroundings.configuration.current
        user = snapshot.one("users", request.args[0]) if snapshot and request.args else None
        mailbox = snapshot.one("voicemails", user.get("voicemail_id")) if snapshot and user else None
        if mailbox is not None and mailbox["enabled"]:
            await channel.set_variables(mailbox_variables(mailbox))
