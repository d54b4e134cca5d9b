# SPDX-License-Identifier: GPL-3.0-or-later
"""406 and 415: what a client may ask for and send (both answered without a body)."""

from __future__ import annotations

from starlette.requests import Request

JSON = "application/json"


def accepts(request: Request, media_type: str) -> bool:
    """Whether the Accept header is there and allows the media type."""
    header = request.headers.get("accept")
    if header is None:
        return False
    kind = media_type.partition("/")[0]
    return any(
        name in {media_type, f"{kind}/*", "*/*"} and not _refused(parameters)
        for name, parameters in map(_split, header.lower().split(","))
    )


def sends(request: Request, media_type: str) -> bool:
    return _split(request.headers.get("content-type", "").lower())[0] == media_type


def _split(part: str) -> tuple[str, str]:
    name, _, parameters = part.partition(";")
    return name.strip(), parameters.replace(" ", "")


def _refused(parameters: str) -> bool:
    weights = [item[2:] for item in parameters.split(";") if item.startswith("q=")]
    try:
        return any(float(weight) <= 0 for weight in weights)
    except ValueError:
        return False
