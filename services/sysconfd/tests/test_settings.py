# SPDX-License-Identifier: GPL-3.0-or-later
from pathlib import Path

import yaml
from xivo_base.settings import load_settings
from xivo_sysconfd.settings import Settings

INI = """
[general]
xivo_config_path = /etc/xivo

[request_handlers]
synchronous = false

[bus]
username = guest
password = a%b
host = localhost
port = 5672
exchange_name = xivo
exchange_type = topic
exchange_durable = true
"""


def test_the_documented_ini_file(tmp_path):
    # SYS-315 SYS-316 SYS-317
    ini = tmp_path / "sysconfd.conf"
    ini.write_text(INI)
    settings = Settings(ini_path=ini)
    assert settings.request_handlers.synchronous is False
    assert (settings.bus.host, settings.bus.port, settings.bus.password) == ("localhost", 5672, "a%b")


def test_whatever_else_is_said_wins_over_the_ini_file(tmp_path):
    # SYS-315
    ini = tmp_path / "sysconfd.conf"
    ini.write_text(INI)
    settings = Settings.model_validate({"ini_path": ini, "bus": {"host": "rabbitmq"}})
    assert settings.bus.host == "rabbitmq"
    assert settings.bus.username == "guest"


def test_the_documented_defaults_are_the_defaults(tmp_path):
    # DEV-026
    documented = Path(__file__).parent.parent / "etc" / "config.yml"
    effective = load_settings(Settings, documented, {})
    assert effective.model_dump() == load_settings(Settings, tmp_path / "none.yml", {}).model_dump()
    assert set(yaml.safe_load(documented.read_text())) <= set(Settings.model_fields)
