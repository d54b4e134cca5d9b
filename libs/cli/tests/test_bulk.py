# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import pytest

SAMPLE = """entityid|firstname|lastname|phonenumber|context|protocol|mobilephonenumber
1|John|Doe|1000|default|sip|00123456789
1|George|Clinton|1001|default|sip|00123456789
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "users.csv"
    path.write_text(SAMPLE)
    return path


def test_a_file_becomes_users_and_comes_back(terminal, file, tmp_path):
    # CC-114
    said = terminal("import", str(file))
    assert (said.status, said.out.strip()) == (0, "2 created")
    target = tmp_path / "export.csv"
    assert terminal("export", "users", "-o", str(target)).status == 0
    assert target.stat().st_mode & 0o777 == 0o600
    assert terminal("export", "users").out == target.read_text()
    assert [user["phonenumber"] for user in terminal.json("export", "users")] == ["1000", "1001"]
    said = terminal("import", str(target), "--update")
    assert (said.status, said.out.strip()) == (0, "2 unchanged")


def test_a_dry_run_only_looks(terminal, file):
    said = terminal("import", str(file), "--dry-run")
    assert (said.status, said.out.strip()) == (0, "2 would be created")
    assert terminal.json("users", "list")["total"] == 0


def test_what_is_wrong_is_told_by_line_and_column(terminal, file):
    # CC-115
    file.write_text(SAMPLE + "1|Bill|Bush|9999|default|sip|\n")
    said = terminal("import", str(file))
    assert said.status == 1
    assert "line 4, phonenumber: exten 9999 not inside range of context default" in said.err
    assert terminal.json("users", "list")["total"] == 0
    said = terminal("import", str(file), "--partial")
    assert (said.status, said.out.strip()) == (1, "2 created")


def test_from_standard_input_and_as_json(terminal):
    said = terminal("import", "-", "--json", stdin=SAMPLE)
    assert said.json["created"] == 2
    refused = terminal("import", "-", stdin="nope\n1\n")
    assert (refused.status, refused.err.strip()) == (1, "Input Error - line 1: unknown columns: nope")
