# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import ClassVar

from ...edge.unit import Unit
from ...events import ConfigEvent
from .model import UserVoicemail


class VoicemailAssociated(ConfigEvent):
    name: ClassVar[str] = "voicemail_associated"
    routing_key: ClassVar[str] = "config.user_voicemail_association.created"

    user_id: int
    voicemail_id: int
    enabled: bool


class VoicemailAssociationEdited(ConfigEvent):
    name: ClassVar[str] = "voicemail_association_edited"
    routing_key: ClassVar[str] = "config.user_voicemail_association.edited"

    user_id: int
    voicemail_id: int
    enabled: bool


class VoicemailDissociated(ConfigEvent):
    name: ClassVar[str] = "voicemail_dissociated"
    routing_key: ClassVar[str] = "config.user_voicemail_association.deleted"

    user_id: int
    voicemail_id: int
    enabled: bool


class UserVoicemailNotifier:
    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def associated(self, association: UserVoicemail) -> None:
        self._announce(VoicemailAssociated, association)

    def edited(self, association: UserVoicemail) -> None:
        self._announce(VoicemailAssociationEdited, association)

    def dissociated(self, association: UserVoicemail) -> None:
        self._announce(VoicemailDissociated, association)

    def _announce(
        self,
        event: type[VoicemailAssociated | VoicemailAssociationEdited | VoicemailDissociated],
        association: UserVoicemail,
    ) -> None:
        told = event(user_id=association.user_id, voicemail_id=association.voicemail_id, enabled=association.enabled)
        self._unit.announce(f"user:{association.user_id}", told)
