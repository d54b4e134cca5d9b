# SPDX-License-Identifier: GPL-3.0-or-later
from xivo_base.errors import ApiError


class NoSuchSession(ApiError):
    status = 404
    error_id = "no-such-session"
    template = "No such session"


class WhoseSessions(ApiError):
    """Ending everybody's sessions is not what a forgotten parameter should do."""

    status = 400
    error_id = "whose-sessions"
    template = "Say whose sessions shall end: auth_id, backend or all=true"
