# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from pathlib import Path

from xivo_base.settings import load_settings
from xivo_provd.settings import Settings

KEY = "a key of 24 characters or more"
FILE = Path(__file__).parent.parent / "etc" / "config.yml"


def test_the_documented_defaults_are_the_defaults():
    # DEV-023
    environment = {"XIVO_UUID": "6fa459ea-ee8a-3ca4-894e-db77e160355e"}
    assert load_settings(Settings, FILE, environment) == load_settings(Settings, Path("/nowhere.yml"), environment)


def test_keys_come_from_the_environment():
    # DEV-023 SYS-234
    environment = {"XIVO_ENCRYPTION_KEYS": f"{KEY}-1, {KEY}-2", "XIVO_PHONES__TFTP_PORT": "6969"}
    settings = load_settings(Settings, FILE, environment)
    assert (settings.encryption_keys, settings.phones.tftp_port) == ([f"{KEY}-1", f"{KEY}-2"], 6969)
