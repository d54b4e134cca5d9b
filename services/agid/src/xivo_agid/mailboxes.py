# SPDX-License-Identifier: GPL-3.0-or-later
"""The messages that Asterisk keeps for a mailbox."""

import httpx
from xivo_clients.amid import AmidClient, Message, Params


class MailboxRefused(Exception):
    """Asterisk did not do it."""


class Mailboxes:
    """Raises `MailboxRefused` for every way in which Asterisk does not do what is asked."""

    def __init__(self, amid: AmidClient) -> None:
        self._amid = amid

    async def purge(self, number: str, context: str) -> int:
        """Delete all messages of a mailbox, whatever their folder; how many there were. The lamp goes out by itself."""
        mailbox = {"Mailbox": number, "Context": context}
        messages = [
            one for one in await self._ask("VoicemailBoxSummary", mailbox) if one.get("Event") == "VoicemailBoxDetail"
        ]
        for message in messages:
            await self._ask("VoicemailRemove", {**mailbox, "Folder": message["Folder"], "ID": message["ID"]})
        return len(messages)

    async def _ask(self, action: str, params: Params) -> list[Message]:
        try:
            answer = await self._amid.action(action, params)
        except httpx.HTTPError as error:
            raise MailboxRefused(f"amid: {error!r}") from error
        # what went wrong is told as a success with words about it
        told = answer[0].get("Message", "") if answer else ""
        if not answer or answer[0].get("Response") != "Success" or "failed" in told or "no voicemail user" in told:
            raise MailboxRefused(f"{action}: {told}")
        return answer
