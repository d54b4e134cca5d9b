# SPDX-License-Identifier: GPL-3.0-or-later
"""What plugin authors build on."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from xivo_provd.dhcp import decode_option
from xivo_provd.plugin import (
    TimezoneNotFoundError,
    format_mac,
    get_timezone_info,
    norm_mac,
    norm_uuid,
    week_start_on_monday,
)
from xivo_provd.plugin.loader import PluginLoader
from xivo_provd.plugin.versions import is_newer, version_key

ENTRY = """
from xivo_provd.plugin import Plugin
VALUE = {value!r}

class Example(Plugin):
    IS_PLUGIN = True

    def configure_common(self, raw_config):
        self.write("example.cfg", VALUE)
"""


def write_plugin(folder: Path, plugin_id: str, entry: str) -> None:
    (folder / plugin_id).mkdir(parents=True, exist_ok=True)
    (folder / plugin_id / "plugin-info").write_text('{"version": "1", "description": "", "capabilities": {}}')
    (folder / plugin_id / "entry.py").write_text(entry)


class TestIdentifiers:
    @pytest.mark.parametrize(
        "text", ["00085D2EECFB", "00:08:5d:2e:ec:fb", "00-08-5D-2E-EC-FB", "0008.5d2e.ecfb", "0:8:5d:2e:ec:fb"]
    )
    def test_a_mac_address_in_any_spelling(self, text):
        # CC-066
        assert norm_mac(text) == "00:08:5d:2e:ec:fb"

    @pytest.mark.parametrize("text", ["", "00085D2EEC", "00:08:5d:2e:ec:fg", "00:08:5d:2e:ec:fb:00", "hello"])
    def test_what_is_not_one(self, text):
        with pytest.raises(ValueError):
            norm_mac(text)

    def test_the_vendors_spelling(self):
        assert format_mac("00:08:5d:2e:ec:fb", "", uppercase=True) == "00085D2EECFB"
        with pytest.raises(ValueError):
            format_mac("00085D2EECFB")

    def test_uuids(self):
        # CC-070
        assert norm_uuid("6FA459EA-EE8A-3CA4-894E-DB77E160355E") == "6fa459ea-ee8a-3ca4-894e-db77e160355e"
        with pytest.raises(ValueError):
            norm_uuid("abc")


class TestTimezones:
    def test_paris(self):
        # DEV-193
        zone = get_timezone_info("Europe/Paris")
        assert zone.utc_offset == timedelta(hours=1)
        assert zone.summer_time is not None
        start, end = zone.summer_time.start, zone.summer_time.end
        assert (start.month, start.week, start.weekday, start.hour) == (3, 5, 7, 2)
        assert (end.month, end.week, end.weekday, end.hour) == (10, 5, 7, 3)
        assert zone.summer_time.saved == timedelta(hours=1)

    def test_zones_with_their_own_rules(self):
        # DEV-193
        assert get_timezone_info("Asia/Kolkata").offset_minutes == 330
        assert get_timezone_info("Asia/Kolkata").summer_time is None
        assert get_timezone_info("America/St_Johns").offset_minutes == -210
        dublin = get_timezone_info("Europe/Dublin")
        assert dublin.offset_minutes == 0
        assert dublin.summer_time is not None
        assert dublin.summer_time.start.month == 3
        assert get_timezone_info("Australia/Lord_Howe").summer_time.saved == timedelta(minutes=30)

    @pytest.mark.parametrize("name", ["Mars/Olympus", "", "../etc/passwd", "/etc/passwd"])
    def test_what_is_no_zone(self, name):
        with pytest.raises(TimezoneNotFoundError):
            get_timezone_info(name)

    def test_week_start(self):
        assert week_start_on_monday("fr_FR")
        assert not week_start_on_monday("en_US")


def test_versions_are_ordered_as_published():
    # DEV-184 DEV-182
    published = ["0.4", "0.4.01", "0.4.02", "0.5", "0.10", "1.0", "1.0-a"]
    assert sorted(published, key=version_key) == published
    assert is_newer("0.10", "0.9")
    assert not is_newer("1.0", "1.0")


class TestDhcpOptions:
    def test_the_vendor_class(self):
        # API-142
        assert decode_option("06066.6f.6f.62.61.72.a") == (60, b"foobar\n")
        assert decode_option("060") == (60, b"")

    @pytest.mark.parametrize("text", ["", "06", "0606.", "060xyz", "06066.", "060666"])
    def test_what_is_none(self, text):
        # API-142
        with pytest.raises(ValueError):
            decode_option(text)


class TestLoading:
    def loader(self, folder: Path) -> PluginLoader:
        loader = PluginLoader(folder, None, {})
        loader.load_all()
        return loader

    def test_the_documented_shape(self, tmp_path):
        # DEV-180 DEV-181 CC-063
        write_plugin(tmp_path, "xivo-example-1", ENTRY.format(value=b"one"))
        loader = self.loader(tmp_path)
        plugin = loader.get("xivo-example-1")
        assert plugin.id == "xivo-example-1"
        assert plugin.render_common({}) == {"example.cfg": b"one"}
        for name in ("cache", "installed", "templates", "tftpboot"):
            assert (tmp_path / "xivo-example-1" / "var" / name).is_dir()

    def test_a_broken_one_leaves_the_others_alone(self, tmp_path):
        # DEV-181
        write_plugin(tmp_path, "broken", "import xivo_provd\nraise RuntimeError('no')")
        write_plugin(tmp_path, "empty", "import xivo_provd")
        write_plugin(tmp_path, "stray", "x = 1")
        write_plugin(tmp_path, "ancient", "print 'Python 2'")
        write_plugin(tmp_path, "good", ENTRY.format(value=b""))
        (tmp_path / "not-a-plugin").mkdir()
        loader = self.loader(tmp_path)
        assert sorted(loader.installed()) == ["good"]
        assert loader.failures["broken"] == "RuntimeError: no"
        assert "IS_PLUGIN" in loader.failures["empty"]
        assert "neither xivo_provd nor wazo_provd" in loader.failures["stray"]
        assert "entry.py cannot be read as Python 3" in loader.failures["ancient"]

    def test_reload_takes_what_is_on_the_disk_now(self, tmp_path):
        # API-156 DEV-185
        write_plugin(tmp_path, "example", ENTRY.format(value=b"one"))
        loader = self.loader(tmp_path)
        for value in (b"two", b"six"):
            write_plugin(tmp_path, "example", ENTRY.format(value=value))
            assert loader.load("example").render_common({}) == {"example.cfg": value}

    def test_common_code_by_import_or_by_execfile(self, tmp_path):
        # DEV-180
        base = "from xivo_provd.plugin import Plugin\nclass Base(Plugin):\n    marker = 'common'\n"
        tail = "class P(Base):\n    IS_PLUGIN = True\n"
        write_plugin(tmp_path, "new", f"from .common import Base\n{tail}")
        write_plugin(tmp_path, "old", f"ns = {{}}\nexecfile_('common.py', ns)\nBase = ns['Base']\n{tail}")
        for name in ("new", "old"):
            (tmp_path / name / "common.py").write_text(base)
        loader = self.loader(tmp_path)
        assert [loader.get(name).marker for name in ("new", "old")] == ["common", "common"]

    def test_static_files_stay_inside(self, tmp_path):
        write_plugin(tmp_path, "example", ENTRY.format(value=b""))
        plugin = self.loader(tmp_path).get("example")
        (tmp_path / "example" / "var" / "tftpboot" / "fw.bin").write_bytes(b"x")
        (tmp_path / "example" / "var" / "tftpboot" / "link").symlink_to(tmp_path / "example" / "entry.py")
        assert plugin.static_file("/fw.bin").read_bytes() == b"x"
        for path in ("../../entry.py", "/../../plugin-info", "link", "", "/", "a\0b", "x" * 5000):
            assert plugin.static_file(path) is None

    def test_the_null_plugin_is_always_there(self, tmp_path):
        # API-169 CC-050
        loader = self.loader(tmp_path / "nothing")
        assert loader.get("null").info()["capabilities"] == {"*, *, *": {"sip.lines": 0}}
        assert loader.installed() == {}
