# SPDX-License-Identifier: GPL-3.0-or-later
import logging

from xivo_asterisk.fastagi import AGIChannel, AGIRequest

from xivo_agid.destinations import Variables
from xivo_agid.handler import Handler
from xivo_agid.handlers.phone_features import calling_user
from xivo_agid.mailboxes import MailboxRefused
from xivo_agid.snapshot import Row, Snapshot

logger = logging.getLogger(__name__)


def mailbox_variables(mailbox: Row) -> Variables:
    """What the dialplan needs of a mailbox. For `VoiceMailMain`: skip the password unless it is asked for (CC-129)."""
    return {
        "XIVO_MAILBOX": mailbox["number"],
        "XIVO_MAILBOX_CONTEXT": mailbox["context"],
        "XIVO_MAILBOX_LANGUAGE": mailbox["language"] or "",
        "XIVO_VMMAIN_OPTIONS": "" if mailbox["ask_password"] else "s",
    }


class VmboxGetInfo(Handler):
    """Argument: the number of a mailbox in the caller's context (XIVO_BASE_CONTEXT); else it is XIVO_VMBOXID's.

    Sets nothing for one that does not exist or is switched off.
    """

    async def handle(self, request: AGIRequest, channel: AGIChannel) -> None:
        snapshot = self.surroundings.configuration.current
        if snapshot is None:
            return
        number = (*request.args, "")[0]
        if number:
            place = (number, await channel.get_variable("XIVO_BASE_CONTEXT"))
            rows = snapshot.rows("voicemails")
            mailbox = next((row for row in rows if (row["number"], row["context"]) == place), None)
        else:
            mailbox = snapshot.one("voicemails", await channel.get_variable("XIVO_VMBOXID"))
        if mailbox is not None and mailbox["enabled"]:
            await channel.set_variables(mailbox_variables(mailbox))


class UserGetVmbox(Handler):
    """Argument: a user's number in the caller's context, else who calls. As `VmboxGetInfo`, for his mailbox.

    `XIVO_USERID_OWNER` is whose it is.
    """

    async def handle(self, request: AGIRequest, channel: AGIChannel) -> None:
        snapshot = self.surroundings.configuration.current
        number = (*request.args, "")[0]
        user = await calling_user(snapshot, channel)
        if number and snapshot is not None:
            user = snapshot.user_at(number, await channel.get_variable("XIVO_BASE_CONTEXT") or "")
        mailbox = _mailbox_of(snapshot, user.id) if snapshot and user else None
        if user is not None and mailbox is not None and mailbox["enabled"]:
            await channel.set_variables({**mailbox_variables(mailbox), "XIVO_USERID_OWNER": user.id})


class VmboxPurge(Handler):
    """Deletes all messages of XIVO_MAILBOX in XIVO_MAILBOX_CONTEXT; `XIVO_VMPURGED` is how many, once it is done."""

    async def handle(self, request: AGIRequest, channel: AGIChannel) -> None:  # noqa: ARG002
        number = await channel.get_variable("XIVO_MAILBOX")
        context = await channel.get_variable("XIVO_MAILBOX_CONTEXT")
        if not number or not context:
            return
        try:
            count = await self.surroundings.mailboxes.purge(number, context)
        except MailboxRefused as error:
            logger.warning("the messages of %s@%s stay: %s", number, context, error)
            return
        await channel.set_variables({"XIVO_VMPURGED": count})


def _mailbox_of(snapshot: Snapshot, user_id: int) -> Row | None:
    row = snapshot.one("users", user_id)
    return snapshot.one("voicemails", row.get("voicemail_id")) if row else None
