# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands of the administrator's guides, run as a reader would run them, on the real confd."""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from xivo_clients.confd import SyncConfdClient

ROOT = Path(__file__).resolve().parents[3]
GUIDES = ROOT / "docs" / "admin"
OVERVIEW = (ROOT / "README.md").read_text()
BLOCK = re.compile(r"(?P<before>[^\n]*)\n\n```sh\n(?P<commands>.*?)^```$", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"(?:scripts/)?xivo (?P<words>.*)", re.DOTALL)
PLACEHOLDER = re.compile(r"<[a-z]+>")
ON_ANOTHER_SYSTEM = "On the other one, which registers:"
NEED_OTHER_DAEMONS = frozenset({"devices", "sounds"})
"""What provd and sysconfd have; tests of the whole fleet try it."""


def pages() -> list[Path]:
    """In the order of the overview, each once: later ones use what earlier ones made."""
    named = dict.fromkeys(re.findall(r"\(docs/admin/(\w+\.md)\)", OVERVIEW[OVERVIEW.index("| an administrator |") :]))
    return [GUIDES / name for name in named]


def lines(block: str) -> Iterator[str]:
    """One command an item; a quote may go over several lines."""
    begun = ""
    for line in block.splitlines():
        begun = f"{begun}\n{line}" if begun else line
        try:
            shlex.split(begun, comments=True)
        except ValueError:
            continue
        yield begun
        begun = ""
    assert not begun, f"a quote without an end: {begun}"


def commands(page: Path) -> Iterator[list[str]]:
    for block in BLOCK.finditer(page.read_text()):
        if block["before"] == ON_ANOTHER_SYSTEM:
            continue
        for line in lines(block["commands"]):
            found = COMMAND.fullmatch(line)
            if found and not PLACEHOLDER.search(line):
                yield expanded(found["words"])


def expanded(words: str) -> list[str]:
    """As the shell gives them to a command."""
    said = subprocess.run(  # the text of our own guides
        ["bash", "-c", f"printf '%s\\0' {words}"], cwd=ROOT, check=True, capture_output=True, text=True, timeout=30
    )
    return said.stdout.split("\0")[:-1]


@pytest.fixture
def first_call(terminal):
    """The overview's own: Alice and Bob."""
    for number, name in enumerate(("Alice", "Bob"), 1):
        for words in (
            ("users", "create", f"firstname={name}"),
            ("lines_sip", "create", "context=default", "device_slot=1"),
            ("extensions", "create", f"exten=100{number}", "context=default"),
            (f"users/{number}/lines", "create", f"line_id={number}"),
            (f"lines/{number}/extensions", "create", f"extension_id={number}"),
        ):
            assert terminal(*words).status == 0


@pytest.fixture
def described_once(monkeypatch):
    """confd's description, a megabyte, is read by the first command only: it stays the same."""
    ask, known = SyncConfdClient.openapi, {}

    def openapi(client):
        if not known:
            known.update(ask(client))
        return known

    monkeypatch.setattr(SyncConfdClient, "openapi", openapi)


@pytest.mark.timeout(300)
def test_every_command_of_the_guides_works(terminal, described_once, first_call, monkeypatch):
    monkeypatch.chdir(ROOT)
    tried = 0
    for page in pages():
        for words in commands(page):
            if words[0].split("/")[0] in NEED_OTHER_DAEMONS:
                continue
            said = terminal(*words)
            assert said.status == 0, f"{page.name}: xivo {shlex.join(words)}\n{said.err or said.out}"
            tried += 1
    assert tried > 100


def test_every_guide_is_in_the_overview():
    assert {page.name for page in pages()} == {page.name for page in GUIDES.glob("*.md")}


@pytest.mark.parametrize(
    "page",
    [
        ROOT / "README.md",
        *(ROOT / "docs").rglob("*.md"),
        *ROOT.glob("services/*/README.md"),
        *ROOT.glob("libs/*/README.md"),
    ],
    ids=lambda page: str(page.relative_to(ROOT)),
)
def test_links_lead_somewhere(page):
    for path, _, anchor in (link.partition("#") for link in re.findall(r"\]\(([^)\s:]+)\)", prose(page))):
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), path
        assert not anchor or anchor in anchors(target), f"{path}#{anchor}"


def prose(page: Path) -> str:
    """Without examples, in which brackets mean something else."""
    text = re.sub(r"^```.*?^```$", "", page.read_text(), flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"`[^`\n]*`(?!\])", "", text)


def anchors(page: Path) -> set[str]:
    """Of headings, as forges make them."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
