# SPDX-License-Identifier: GPL-3.0-or-later
import orjson
from starlette.responses import Response
from xivo_base.errors import ApiError


class MissingDate(ApiError):
    """The manual asks for both ends of a period."""

    status = 400
    error_id = "missing-parameters"
    template = "Input Error - missing parameters: {name}"


class WrongDate(ApiError):
    status = 400
    error_id = "wrong-type"
    template = "Input Error - field '{name}': wrong type. Should be a datetime (YYYY-MM-DDTHH:MM:SS)"


class NotAcceptable(ApiError):
    status = 406
    error_id = "not-acceptable"
    template = "Accept must allow text/csv or application/json"


def render_errors(status: int, messages: list[str], error_id: str) -> Response:
    """The house form, with the messages one by one as confd passes them on."""
    body = {"error": "; ".join(messages), "error_id": error_id, "messages": messages}
    return Response(orjson.dumps(body), status, media_type="application/json")
