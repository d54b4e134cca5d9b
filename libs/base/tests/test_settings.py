# SPDX-License-Identifier: GPL-3.0-or-later
"""Where settings come from, and who wins."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError
from xivo_base.settings import ConfigurationError, DaemonSettings, RestApiSettings, Section, StrList, load_settings


class Purge(Section):
    days_to_keep: int = 365
    days_to_keep_per_plugin: dict[str, int] = {}


class Settings(DaemonSettings):
    rest_api: RestApiSettings = RestApiSettings(port=9486, trust_loopback=True)
    purge: Purge = Purge()
    words: StrList = []
    db_uri: str = "postgresql://"


class Folder:
    """`config.yml` and `conf.d`."""

    def __init__(self, root: Path) -> None:
        self.config = root / "config.yml"
        (root / "conf.d").mkdir()

    def write(self, name: str, text: str) -> None:
        (self.config.parent / name).write_text(text)

    def load(self, env: dict[str, str] | None = None, **cli: object) -> Settings:
        return load_settings(Settings, self.config, env or {}, cli)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


class TestPriority:
    def test_of_conf_d_the_alphabetically_first_file_wins(self, folder: Folder) -> None:  # SYS-234
        folder.write("conf.d/00-debug.yml", "debug: True\n")
        folder.write("conf.d/01-nodebug.yml", "debug: False\n")
        assert folder.load().debug

    def test_conf_d_wins_over_the_file_that_upgrades_overwrite(self, folder: Folder) -> None:  # SYS-234, DEV-026
        folder.write("config.yml", "log_level: info\nuser: xivo\n")
        folder.write("conf.d/level.yml", "log_level: error\n")
        settings = folder.load()
        assert (settings.log_level, settings.user) == ("error", "xivo")

    def test_the_command_line_wins_over_all(self, folder: Folder) -> None:  # SYS-234
        folder.write("conf.d/level.yml", "log_level: error\n")
        assert folder.load({"XIVO_LOG_LEVEL": "warning"}, log_level="debug").log_level == "debug"

    def test_the_environment_wins_over_files(self, folder: Folder) -> None:
        folder.write("conf.d/level.yml", "log_level: error\n")
        assert folder.load({"XIVO_LOG_LEVEL": "warning"}).log_level == "warning"

    def test_nested_keys_are_overridden_one_by_one(self, folder: Folder) -> None:  # SYS-235
        folder.write("config.yml", "purge: {days_to_keep: 30, days_to_keep_per_plugin: {a: 1, b: 2}}\n")
        folder.write("conf.d/keep.yml", "purge: {days_to_keep_per_plugin: {b: 9}}\n")
        purge = folder.load().purge
        assert (purge.days_to_keep, purge.days_to_keep_per_plugin) == (30, {"a": 1, "b": 9})

    def test_one_variable_does_not_reset_its_section(self, folder: Folder) -> None:  # SYS-235
        settings = folder.load({"XIVO_REST_API__TRUSTED_PROXIES": "edge"})
        assert settings.rest_api.port == 9486
        assert settings.rest_api.trust_loopback
        assert settings.rest_api.trusted_proxies == ["edge"]

    def test_without_files_the_defaults_are_complete(self, tmp_path: Path) -> None:  # SYS-236
        assert load_settings(Settings, tmp_path / "absent" / "config.yml", {}).rest_api.port == 9486

    def test_an_empty_file_says_nothing(self, folder: Folder) -> None:
        folder.write("config.yml", "# all comments\n")
        assert folder.load().purge.days_to_keep == 365


class TestEnvironment:
    def test_a_secret_can_be_in_a_file(self, folder: Folder, tmp_path: Path) -> None:
        (tmp_path / "secret").write_text("hush\n")
        assert folder.load({"XIVO_BUS__PASSWORD_FILE": str(tmp_path / "secret")}).bus.password == "hush"

    def test_a_name_that_ends_like_that_is_not_a_secret_file(self, folder: Folder) -> None:
        assert folder.load({"XIVO_LOG_FILENAME": "/var/log/x.log"}).log_filename == Path("/var/log/x.log")

    @pytest.mark.parametrize("text", ["a, b", '["a", "b"]'])
    def test_lists_are_words_or_json(self, folder: Folder, text: str) -> None:
        assert folder.load({"XIVO_WORDS": text}).words == ["a", "b"]

    def test_other_variables_are_not_ours(self, folder: Folder) -> None:
        folder.load({"XIVO_HOST_ADDRESS": "192.0.2.1", "PATH": "/bin"})

    @pytest.mark.parametrize("names", [("XIVO_BUS", "XIVO_BUS__PASSWORD"), ("XIVO_BUS__PASSWORD", "XIVO_BUS")])
    def test_a_section_and_its_part_contradict_each_other(self, folder: Folder, names: tuple[str, str]) -> None:
        with pytest.raises(ConfigurationError):
            folder.load(dict.fromkeys(names, "x"))


class TestWhatIsWrongIsSaid:
    @pytest.mark.parametrize(
        "text", ["nonsense: 1", "log_level: loud", "rest_api: {port: many}", "bus: 3", "purge: {unknown: 1}"]
    )
    def test_unknown_keys_and_wrong_values(self, folder: Folder, text: str) -> None:  # DEV-026
        folder.write("config.yml", text)
        with pytest.raises(ValidationError):
            folder.load()

    def test_a_file_that_is_a_list(self, folder: Folder) -> None:
        folder.write("conf.d/a.yml", "- debug\n")
        with pytest.raises(ConfigurationError, match=r"a\.yml"):
            folder.load()
