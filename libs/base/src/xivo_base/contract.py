# SPDX-License-Identifier: GPL-3.0-or-later
"""What the OpenAPI document says beyond the routes: the errors that every route may answer, and the token."""

from __future__ import annotations

import json
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from .errors import ErrorRenderer

Schema = dict[str, Any]

_INVALID = {"400": "The request is not valid"}
_WITH_BODY = {"413": "The body is too long"}
_WITH_ACL = {
    "401": "No token, or one that is not good",
    "403": "The token's ACL does not cover this",
    "503": "Something that is needed is away; see Retry-After",
}
_TOKEN = {"type": "apiKey", "in": "header", "name": "X-Auth-Token"}


def describe(app: FastAPI, renderer: ErrorRenderer, acl_key: str) -> None:
    """Make `app.openapi()` say what callers get: 400 and not FastAPI's 422, and the errors of protected routes.

    https://fastapi.tiangolo.com/how-to/extending-openapi/
    """

    def openapi() -> Schema:
        if app.openapi_schema is None:
            document = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
            error = error_content(renderer)
            for operations in document.get("paths", {}).values():
                for operation in operations.values():
                    _complete(operation, error, acl_key)
            _settle_components(document, acl_key)
            app.openapi_schema = document
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def error_content(renderer: ErrorRenderer) -> Schema:
    """Media type and shape of this API's error bodies, seen on one."""
    sample = renderer(400, ["message"], "error-id")
    media_type = (sample.media_type or "application/json").partition(";")[0]
    if media_type != "application/json":
        return {media_type: {"schema": {"type": "string"}}}
    return {media_type: {"schema": _shape(json.loads(bytes(sample.body)))}}


def _shape(value: Any) -> Schema:
    if isinstance(value, dict):
        properties = {key: _shape(item) for key, item in value.items()}
        return {"type": "object", "properties": properties, "required": list(properties)}
    if isinstance(value, list):
        return {"type": "array", "items": _shape(value[0]) if value else {}}
    kinds = {bool: "boolean", int: "integer", float: "number", str: "string"}
    return {"type": kinds[type(value)]} if type(value) in kinds else {}


def _complete(operation: Schema, error: Schema, acl_key: str) -> None:
    responses = operation["responses"]
    responses.pop("422", None)
    every = dict(_INVALID)
    if "requestBody" in operation:
        every |= _WITH_BODY
    if acl_key in operation:
        every |= _WITH_ACL
        operation.setdefault("security", [{"token": []}])
    for status, description in every.items():
        responses.setdefault(status, {"description": description, "content": error})


def _settle_components(document: Schema, acl_key: str) -> None:
    text = json.dumps(document.get("paths", {}))
    components = document.setdefault("components", {})
    schemas = components.get("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        if f"#/components/schemas/{name}" not in text:
            schemas.pop(name, None)
    if f'"{acl_key}"' in text:
        components.setdefault("securitySchemes", {}).setdefault("token", _TOKEN)
