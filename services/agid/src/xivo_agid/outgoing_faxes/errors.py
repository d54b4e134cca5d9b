# SPDX-License-Identifier: GPL-3.0-or-later
from xivo_base.errors import ApiError


class NoSuchUser(ApiError):
    status = 404
    error_id = "unknown-user"
    template = "User {user_uuid} does not exist or has no number to call from"


class NoSuchFax(ApiError):
    status = 404
    error_id = "unknown-fax"
    template = "Fax {fax_id} does not exist"


class FaxRefused(ApiError):
    status = 400
    error_id = "bad-fax"
    template = "Input Error - {reason}"


class TooManyFaxes(ApiError):
    status = 429
    error_id = "too-many-faxes"
    template = "{count} faxes are being sent: try again when some of them are"
    headers = {"Retry-After": "60"}  # noqa: RUF012  read only, declared by the base
