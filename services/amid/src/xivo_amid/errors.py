# SPDX-License-Identifier: GPL-3.0-or-later
from xivo_base.errors import ApiError


class ActionNotAllowed(ApiError):
    status = 403
    error_id = "action-not-allowed"
    template = "Action {action} is not allowed: {reason}"


class BadActionParameters(ApiError):
    status = 400
    error_id = "bad-action-parameters"
    template = "Bad parameters: {reason}"


class ManagerUnavailable(ApiError):
    status = 503
    error_id = "asterisk-unavailable"
    template = "Asterisk's manager cannot be reached: {cause}"
    headers = {"Retry-After": "1"}  # noqa: RUF012  read only, declared by the base
