# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of the dialplan library's contexts, which Asterisk would merge with a generated one of the same name."""

from xivo_asterisk.feature_codes import FEATURE_CODES

_SECTIONS = frozenset({"general", "globals"})
_OBJECTS = frozenset({"user", "group", "queue", "meetme", "did", "outcall", "voicemenu", "paging", "agentcallback"})
_VOICEMAIL = frozenset({"voicemail", "vmauthenticate", "voicemailmain"})
_STEPS = frozenset({"forward", "schedule", "endcall", "extension", "playsound", "disa", "callbackdisa", "directory"})
_FAX = frozenset({"faxtomail", "rxfax", "txfax"})
_SWITCHBOARD = frozenset({"xivo_subr_switchboard", "xivo_switchboard_answered_callback", "xivo_switchboard_retrieve"})
_SERVICES = frozenset(code.subroutine for code in FEATURE_CODES.values() if code.subroutine)
_REST = frozenset({"agi_fail", "authenticate", "hangup", "phonestatus_say_enabled_disabled"})

SHIPPED = _SECTIONS | _OBJECTS | _VOICEMAIL | _STEPS | _FAX | _SWITCHBOARD | _SERVICES | _REST


def is_free(name: str) -> bool:
    """Whether a context of confd may have this name."""
    return name not in SHIPPED and not name.startswith("xivo-")
