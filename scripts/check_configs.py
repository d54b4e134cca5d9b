#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each service's etc/config.yml is accepted by its settings: a wrong default would keep the container from starting."""

import importlib
import secrets
import sys

import yaml
from pydantic import ValidationError
from xivo_base.settings import load_settings

from schemas import ROOT, SERVICES, settings_of

REQUIRED = {"XIVO_ENCRYPTION_KEYS": secrets.token_urlsafe(32)}


def main() -> int:
    failed = 0
    for service in SERVICES:
        module, _, name = settings_of(service).partition(":")
        file = ROOT / "services" / service / "etc" / "config.yml"
        try:
            if not file.is_file():
                raise FileNotFoundError("missing")
            load_settings(getattr(importlib.import_module(module), name), file, REQUIRED)
        except (OSError, ValidationError, yaml.YAMLError) as error:
            print(f"{file.relative_to(ROOT)}: {error}")
            failed += 1
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
