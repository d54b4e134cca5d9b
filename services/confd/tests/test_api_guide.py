# SPDX-License-Identifier: GPL-3.0-or-later
"""The examples of docs/api, run as a reader would run them, against the application itself."""

import json
import re
import shlex
from pathlib import Path

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "api"
BASE = "http://xivo.example:9487/1.1"
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ASSIGNED = re.compile(r"^(\w+)=\$\((curl .*?) \| jq (-r )?\.(\w+)\)$", re.DOTALL)
WITHOUT_EXAMPLE = frozenset({"status", "health", "metrics", "snapshot", "directory_configuration"})


def commands(page: Path) -> list[str]:
    """One command an item; a quote may go over several lines."""
    found, open_one = [], ""
    for block in BLOCK.findall(page.read_text()):
        for line in block.splitlines():
            open_one = f"{open_one}\n{line}" if open_one else line
            try:
                shlex.split(open_one)
            except ValueError:
                continue
            if "curl" in open_one:
                found.append(open_one)
            open_one = ""
    return found


class Shell:
    """As much of a shell and of curl as the guide uses."""

    def __init__(self, confd):
        self._confd = confd
        self._variables = {"CONFD": BASE, "JSON": "Content-Type: application/json"}
        self.asked = set()

    async def run(self, command):
        assigned = ASSIGNED.match(command)
        answer = await self._curl(assigned[2] if assigned else command)
        assert answer.is_success, f"{command}\n{answer.status_code}: {answer.text}"
        if assigned:
            value = answer.json()[assigned[4]]
            self._variables[assigned[1]] = value if assigned[3] else json.dumps(value)

    async def _curl(self, command):
        words = [self._expanded(word, command) for word in shlex.split(command)[1:]]
        method, headers, data, url = None, {}, None, ""
        while words:
            word = words.pop(0)
            if word == "-X":
                method = words.pop(0)
            elif word == "-H":
                name, value = words.pop(0).split(": ", 1)
                headers[name] = value
            elif word in {"-d", "--data-binary"}:
                data = words.pop(0)
            elif word != "-s":
                url = word
        method = method or ("POST" if data is not None else "GET")
        self.asked.add(url.removeprefix(BASE).split("?")[0].strip("/").split("/")[0])
        return await self._confd.request(method, url, headers=headers, content=data)

    def _expanded(self, word, command):
        if f"'{word}'" in command:
            return word
        return re.sub(r"\$(\w+)", lambda match: self._variables[match[1]], word)


async def test_every_example_works_and_every_resource_has_one(app, confd):
    shell = Shell(confd)
    for page in sorted(GUIDE.glob("[0-9]*.md")):
        for command in commands(page):
            await shell.run(command)
    resources = {path.split("/")[2] for path in app.openapi()["paths"] if path.startswith("/1.1/")}
    assert resources - shell.asked - WITHOUT_EXAMPLE == {"call_logs"}  # in call-logd's own guide


def test_every_page_is_listed():
    overview = (GUIDE / "README.md").read_text()
    assert all(f"({page.name})" in overview for page in GUIDE.glob("[0-9]*.md"))


def test_the_contract_says_what_may_still_change(app):  # API-048
    marks = {
        path.removeprefix("/1.1"): operation["x-stability"]
        for path, methods in app.openapi()["paths"].items()
        if path.startswith("/1.1/")
        for operation in methods.values()
    }
    assert marks["/funckeys/templates"] == "beta"
    assert marks["/users/{user_id}/funckeys"] == "beta"
    assert marks["/users"] == marks["/voicemails"] == "stable"
