# SPDX-License-Identifier: GPL-3.0-or-later
"""A small company in a few lines, built through the public API as any client would."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx


@dataclass(frozen=True)
class Employee:
    """A user with a line and an extension; the ids are confd's."""

    firstname: str
    lastname: str
    exten: str
    user_id: int
    line_id: int
    extension_id: int
    sip_username: str
    provisioning_code: str

    @property
    def name(self) -> str:
        return f"{self.firstname} {self.lastname}"


def created(response: httpx.Response) -> dict[str, Any]:
    """The body of a 201; anything else is a failed test with the server's own words."""
    assert response.status_code == 201, f"{response.request.url}: {response.status_code} {response.text}"
    body: dict[str, Any] = response.json()
    return body


def hire(confd: httpx.Client, firstname: str, lastname: str, exten: str, context: str = "default") -> Employee:
    """Workflow A of the manual: user, line, extension, then the two associations. All of it, or nothing is left."""
    made: list[str] = []

    def make(path: str, **body: Any) -> dict[str, Any]:
        resource = created(confd.post(path, json=body))
        made.append(f"{path}/{resource['id']}")
        return resource

    def associate(path: str, **body: int) -> None:
        created(confd.post(path, json=body))
        made.append(f"{path}/{next(iter(body.values()))}")

    try:
        user = make("/users", firstname=firstname, lastname=lastname)
        line = make("/lines_sip", context=context, device_slot=1)
        extension = make("/extensions", exten=exten, context=context)
        associate(f"/users/{user['id']}/lines", line_id=line["id"])
        associate(f"/lines/{line['id']}/extensions", extension_id=extension["id"])
    except BaseException:
        for path in reversed(made):
            confd.delete(path)
        raise
    return Employee(
        firstname,
        lastname,
        exten,
        user["id"],
        line["id"],
        extension["id"],
        line["username"],
        line["provisioning_extension"],
    )


def dismiss(confd: httpx.Client, employee: Employee) -> None:
    """Undo :func:`hire`, associations first."""
    for path in (
        f"/lines/{employee.line_id}/extensions/{employee.extension_id}",
        f"/users/{employee.user_id}/lines/{employee.line_id}",
        f"/users/{employee.user_id}",
        f"/lines_sip/{employee.line_id}",
        f"/extensions/{employee.extension_id}",
    ):
        answer = confd.delete(path)
        assert answer.status_code == 204, f"DELETE {path}: {answer.status_code} {answer.text}"
