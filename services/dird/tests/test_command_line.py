# SPDX-License-Identifier: GPL-3.0-or-later
"""How dird is started: options, file, older keys."""

import sys

import pytest
from fastapi import FastAPI
from xivo_base import cli
from xivo_dird import main as command
from xivo_dird.settings import Settings


def test_help_names_each_option(capsys, monkeypatch):  # SYS-289
    monkeypatch.setattr(sys, "argv", ["xivo-dird", "--help"])
    with pytest.raises(SystemExit) as ended:
        command.main()
    assert ended.value.code == 0
    said = capsys.readouterr().out
    assert said.startswith("usage: xivo-dird")
    assert "default: /etc/xivo-dird/config.yml" in said
    for option in ("-h", "-c", "--config-file", "-d", "--debug", "-f", "--foreground", "-l", "--log-level", "-u"):
        assert option in said


@pytest.fixture
def started(monkeypatch):
    """The settings with which a command line and a file would start dird."""

    def start(file, *argv):
        found = []

        def built(settings):
            found.append(settings)
            return FastAPI()

        async def served(*_):
            return True

        monkeypatch.setattr(cli, "serve", served)
        monkeypatch.setattr(cli, "set_up_logging", lambda *_, **__: None)  # it is all tests' of this process
        assert cli.run("dird", Settings, built, ["-f", "-c", str(file), *argv]) == 0
        return found[0]

    return start


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "config.yml"
    path.write_text("log_level: info\npid_filename: null\nrest_api: {wsgi_socket: /var/run/xivo-dird/xivo-dird.sock}\n")
    return path


def test_options_win_over_the_file(started, file):  # SYS-279, SYS-289
    assert started(file).log_level == "info"
    assert started(file, "-l", "debug").log_level == "debug"
    assert started(file, "-d").debug


def test_a_file_of_conf_d_wins_over_the_main_one(started, file):  # SYS-279
    (file.parent / "conf.d").mkdir()
    (file.parent / "conf.d" / "mine.yml").write_text("log_level: warning\n")
    assert started(file).log_level == "warning"


def test_a_configuration_with_the_socket_of_old_is_served_at_the_port(started, file):  # SYS-281
    api = started(file).rest_api
    assert (str(api.wsgi_socket), api.port) == ("/var/run/xivo-dird/xivo-dird.sock", 9489)
