# SPDX-License-Identifier: GPL-3.0-or-later
from pathlib import Path

from xivo_amid.settings import Settings
from xivo_base.settings import load_settings


def test_the_documented_defaults_are_the_defaults(tmp_path):
    # DEV-026
    documented = Path(__file__).parent.parent / "etc" / "config.yml"
    effective = load_settings(Settings, documented, {})
    assert effective.model_dump() == load_settings(Settings, tmp_path / "none.yml", {}).model_dump()


def test_the_environment_changes_one_value_of_a_section(tmp_path):
    # SYS-235
    env = {"XIVO_AMI__PASSWORD": "secret", "XIVO_REST_API__HOST": "127.0.0.1"}
    settings = load_settings(Settings, tmp_path / "none.yml", env)
    assert (settings.ami.password, settings.ami.host) == ("secret", "asterisk")
    assert (settings.rest_api.port, settings.rest_api.trust_loopback) == (9491, True)
