# SPDX-License-Identifier: GPL-3.0-or-later
"""Write a daemon's OpenAPI contract, or compare it with the committed one.

`python -m xivo_base.openapi xivo_confd.app:build_app xivo_confd.settings:Settings -o schemas/openapi/confd.yaml`
"""

from __future__ import annotations

import argparse
import importlib
import sys
from pathlib import Path
from typing import Any

import yaml


def contract(build_app: str, settings: str) -> str:
    """The contract of an application built with default settings, as YAML."""
    app = _load(build_app)(_load(settings)())
    text: str = yaml.safe_dump(app.openapi(), sort_keys=True, allow_unicode=True, width=120)
    return text


def _load(reference: str) -> Any:
    module, _, name = reference.partition(":")
    return getattr(importlib.import_module(module), name)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m xivo_base.openapi")
    parser.add_argument("build_app")
    parser.add_argument("settings")
    target = parser.add_mutually_exclusive_group(required=True)
    target.add_argument("-o", "--output", type=Path)
    target.add_argument("--check", type=Path)
    arguments = parser.parse_args()
    text = contract(arguments.build_app, arguments.settings)
    if arguments.output:
        arguments.output.write_text(text)
    elif not arguments.check.exists() or arguments.check.read_text() != text:
        sys.stderr.write(f"{arguments.check} is not what the code answers: run make schemas\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
