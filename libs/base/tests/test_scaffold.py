# SPDX-License-Identifier: GPL-3.0-or-later
"""A new daemon from the scaffold: made, started, tested."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[3] / "scripts" / "new_daemon.py"


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, **environment},
    )


@pytest.fixture
def daemon(tmp_path: Path) -> Path:
    made = run(str(SCRIPT), "statd", "9495", str(tmp_path))
    assert made.returncode == 0, made.stderr
    return tmp_path / "statd"


def test_its_own_tests_pass(daemon: Path) -> None:  # DEV-033
    tests = run(
        "-m", "pytest", "-q", "-p", "no:cacheprovider", "--asyncio-mode=auto", str(daemon / "tests"),
        PYTHONPATH=str(daemon / "src"),
    )  # fmt: skip
    assert tests.returncode == 0, tests.stdout + tests.stderr
    assert "5 passed" in tests.stdout


def test_it_accepts_its_own_configuration(daemon: Path) -> None:  # DEV-033
    version = run(
        "-c", "from xivo_statd.main import main; import sys; sys.exit(main())", "--help",
        PYTHONPATH=str(daemon / "src"),
    )  # fmt: skip
    assert version.returncode == 0, version.stderr
    assert "xivo-statd" in version.stdout


def test_what_is_there_is_not_overwritten(daemon: Path) -> None:
    again = run(str(SCRIPT), "statd", "9495", str(daemon.parent))
    assert again.returncode == 1
    assert "is there already" in again.stderr


@pytest.mark.parametrize(("name", "port"), [("Stat d", "9495"), ("statd", "80"), ("statd", "x")])
def test_names_and_ports_that_cannot_be(tmp_path: Path, name: str, port: str) -> None:
    assert run(str(SCRIPT), name, port, str(tmp_path)).returncode == 1
    assert list(tmp_path.iterdir()) == []
