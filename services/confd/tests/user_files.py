# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of users: how tests write, send and read them."""

from __future__ import annotations

import csv
import io

CSV = {"Content-Type": "text/csv"}
SAMPLE = """entityid|firstname|lastname|phonenumber|context|protocol|mobilephonenumber
1|John|Doe|1000|default|sip|00123456789
1|George|Clinton|1001|default|sip|00123456789
1|Bill|Bush|1002|default|sip|00123456789
"""


async def imported(confd, content: str | bytes, method: str = "POST", **params):
    return await confd.request(method, "/users/import", content=content, headers=CSV, params=params)


async def export(confd) -> str:
    answer = await confd.get("/users/export", headers={"Accept": "text/csv"})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    return answer.text


def rows(content: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content), delimiter="|"))


def file(*users: dict[str, object]) -> str:
    columns = list(dict.fromkeys(column for user in users for column in user))
    lines = ["|".join(columns)] + ["|".join(str(user.get(column, "")) for column in columns) for user in users]
    return "\n".join(lines) + "\n"


async def total(confd) -> int:
    return (await confd.get("/users", params={"limit": 1})).json()["total"]
