# SPDX-License-Identifier: GPL-3.0-or-later
"""What the modules that plugins import do."""

from __future__ import annotations

import os

import pytest
from xivo_provd_compat import writes
from xivo_provd_compat.host import HostError, current
from xivo_provd_compat.wazo_provd import tzinform, util
from xivo_provd_compat.wazo_provd.devices.ident import DHCPRequest, OptionText
from xivo_provd_compat.wazo_provd.devices.pgasso import BasePgAssociator, DeviceSupport
from xivo_provd_compat.wazo_provd.phonebook import (
    add_wazo_phonebook_url_v2,
    add_wazo_phoned_user_service_url,
    add_xivo_phonebook_url,
    add_xivo_phonebook_url_from_format,
)
from xivo_provd_compat.wazo_provd.plugins import FetchfwPluginHelper, StandardPlugin, TemplatePluginHelper
from xivo_provd_compat.wazo_provd.servers.http_site import Request
from xivo_provd_compat.wazo_provd.services import JsonConfigPersister, PersistentConfigureServiceDecorator
from xivo_provd_compat.wazo_provd.synchronize import standard_sip_synchronize


class TestTimezones:
    def test_offset_and_summer_time(self, daemon):
        info = tzinform.get_timezone_info("Europe/Paris")
        assert info["utcoffset"].as_hours == 1
        assert info["dst"]["save"].as_minutes == 60
        assert (info["dst"]["start"]["month"], info["dst"]["start"]["day"]) == (3, "W5.1")
        assert info["dst"]["end"]["time"].as_hms == [3, 0, 0]
        tzinform.get_timezone_info("Europe/Paris")
        assert len(daemon.asked) == 1

    def test_a_rule_in_one_line(self, daemon):
        # Phones with a list of zones are told the one that has the same rule.
        dst = tzinform.get_timezone_info("Europe/Paris")["dst"]
        assert dst["as_string"] == "3/W5.1/7200;10/W5.1/10800;3600"

    def test_zones_as_an_object(self, daemon):
        zones = tzinform.TextTimezoneInfoDB("/some/file")
        assert zones.get_timezone_info("Europe/Paris")["utcoffset"] == tzinform.Time(3600)
        with pytest.raises(tzinform.TimezoneNotFoundError):
            tzinform.NativeTimezoneInfoDB().get_timezone_info("Nowhere")
        fallback = tzinform.DefaultTimezoneInfoDB("Europe/Paris", zones)
        assert fallback.get_timezone_info("Nowhere") == zones.get_timezone_info("Europe/Paris")

    def test_no_such_zone(self, daemon):
        with pytest.raises(tzinform.TimezoneNotFoundError):
            tzinform.get_timezone_info("Nowhere")

    @pytest.mark.parametrize(
        ("seconds", "hours", "minutes", "hms"),
        [
            (-12600, -4, -210, [-3, 30, 0]),
            (-1800, -1, -30, [0, -30, 0]),
            (-2, -1, -1, [0, 0, -2]),
            (20700, 5, 345, [5, 45, 0]),
            (0, 0, 0, [0, 0, 0]),
        ],
    )
    def test_units(self, seconds, hours, minutes, hms):
        time = tzinform.Time(seconds)
        assert (time.as_seconds, time.as_hours, time.as_minutes, time.as_hms) == (seconds, hours, minutes, hms)
        assert time == tzinform.Time(seconds)

    def test_weekdays(self):
        assert [tzinform.week_start_on_monday(day) for day in range(1, 8)] == [7, 1, 2, 3, 4, 5, 6]


class TestIdentifiers:
    @pytest.mark.parametrize("text", ["00085D2EECFB", "00:08:5d:2e:ec:fb", "0-8-5D-2E-EC-FB", " 0:8:5d:2e:ec:fb "])
    def test_mac_addresses(self, text):
        assert util.norm_mac(text) == "00:08:5d:2e:ec:fb"

    @pytest.mark.parametrize("text", ["", "x", "00085D2EECF", "00:08:5d:2e:ec:fb:00", "00:08:5d:2e:ec:gg"])
    def test_what_is_none(self, text):
        with pytest.raises(ValueError, match="invalid MAC"):
            util.norm_mac(text)

    def test_spellings(self):
        assert util.format_mac("00:08:5d:2e:ec:fb", separator="", uppercase=True) == "00085D2EECFB"
        assert util.format_mac("00085D2EECFB", separator="x") == "00x08x5dx2execxfb"
        with pytest.raises(ValueError, match="invalid MAC"):
            util.format_mac("00085D2EECF")

    def test_octets_and_text(self):
        assert [util.decode_bytes(value) for value in (b"\xc3\xa9", "é", None)] == ["é", "é", None]
        assert [util.encode_bytes(value) for value in (b"x", "é")] == [b"x", b"\xc3\xa9"]

    def test_uuids_and_addresses(self):
        assert util.norm_uuid("6FA459EA-EE8A-3CA4-894E-DB77E160355E") == "6fa459ea-ee8a-3ca4-894e-db77e160355e"
        assert not util.is_normed_uuid("x")
        with pytest.raises(ValueError, match="invalid UUID"):
            util.norm_uuid("x")
        assert (util.norm_ip(" 10.0.0.1 "), util.is_normed_ip("010"), util.is_normed_ip("::1")) == (
            "10.0.0.1",
            False,
            True,
        )


class TestPhonebook:
    RAW = {"X_xivo_phonebook_ip": "10.34.1.11", "X_xivo_user_uuid": "u1"}

    def test_the_directory(self):
        raw = dict(self.RAW)
        add_xivo_phonebook_url(raw, "yealink", entry_point="lookup", qs_suffix="term=#SEARCH")
        assert raw["XX_xivo_phonebook_url"] == (
            "http://10.34.1.11:80/0.1/directories/lookup/default/yealink?xivo_user_uuid=u1&term=#SEARCH"
        )

    def test_a_format_of_the_vendor(self):
        raw = {**self.RAW, "X_xivo_phonebook_scheme": "https", "X_xivo_phonebook_profile": "a b"}
        add_xivo_phonebook_url_from_format(raw, "{scheme}://{hostname}:{port}/{profile}/{user_uuid}")
        assert raw["XX_xivo_phonebook_url"] == "https://10.34.1.11:443/a%20b/u1"
        raw = {"X_xivo_phonebook_ip": "10.34.1.11"}
        add_xivo_phonebook_url_from_format(raw, "{scheme}://{hostname}:{port}/{profile}/{user_uuid}?")
        assert "XX_xivo_phonebook_url" not in raw

    def test_the_second_version_is_written_into_xml(self):
        raw = dict(self.RAW)
        add_wazo_phonebook_url_v2(raw, "yealink", qs_prefix="a=1", qs_suffix="b=2")
        assert raw["XX_wazo_phonebook_url_v2"] == (
            "http://10.34.1.11:80/0.1/directories/input/default/yealink?a=1&amp;xivo_user_uuid=u1&amp;b=2"
        )

    def test_no_url_that_nobody_answers(self):
        raw = dict(self.RAW)
        add_wazo_phoned_user_service_url(raw, "snom", "dnd")
        assert raw == self.RAW

    def test_without_a_server_there_is_none(self):
        raw = {}
        add_xivo_phonebook_url(raw, "yealink")
        add_wazo_phoned_user_service_url(raw, "snom", "dnd")
        assert raw == {}


class TestTemplates:
    @pytest.fixture
    def helper(self, tmp_path):
        for name in ("templates", "var/templates", "var/tftpboot"):
            (tmp_path / name).mkdir(parents=True)
        (tmp_path / "templates" / "base.tpl").write_text("base {{ v }}\n")
        writes.set_root(str(tmp_path / "var" / "tftpboot"))
        return TemplatePluginHelper(str(tmp_path))

    def test_the_most_specific_one(self, helper, tmp_path):
        device = {"model": "A20"}
        assert helper.render(helper.get_dev_template("x.cfg", device), {"v": 1}) == b"base 1"
        (tmp_path / "templates" / "A20.tpl").write_text("model")
        assert helper.render(helper.get_dev_template("x.cfg", device), {}) == b"model"
        (tmp_path / "var" / "templates" / "A20.tpl").write_text("own")
        assert helper.render(helper.get_dev_template(None, device), {}) == b"own"
        (tmp_path / "templates" / "x.cfg.tpl").write_text("file")
        assert helper.render(helper.get_dev_template("x.cfg", device), {}) == b"file"

    def test_mappings_have_the_names_of_python_2_too(self, helper, tmp_path):
        loop = "{% for no, line in lines.iteritems() %}{{ no }}{{ line.n }}{% endfor %}"
        text = loop + "{{ lines.iterkeys()|list }} {{ i.x }}"
        (tmp_path / "var" / "templates" / "old.tpl").write_text(text)
        values = {"lines": {"1": {"n": "a"}, "2": {"n": "b"}}, "i": {}}
        assert helper.render(helper.get_template("old.tpl"), values) == b"1a2b['1', '2'] "

    def test_what_is_only_rendered_has_marks_where_the_encoding_does_not_suffice(self, helper):
        assert helper.render(helper.get_template("base.tpl"), {"v": "€"}, "ascii") == b"base ?"

    def test_outside_of_a_hook_the_file_is_on_the_disk(self, helper, tmp_path):
        path = tmp_path / "var" / "tftpboot" / "x.cfg"
        helper.dump(helper.get_template("base.tpl"), {"v": "é"}, str(path), "ISO-8859-1")
        assert path.read_bytes() == "base é".encode("latin-1")
        assert os.listdir(path.parent) == ["x.cfg"]

    def test_within_a_hook_nothing_is(self, helper, tmp_path):
        root = tmp_path / "var" / "tftpboot"
        (root / "firmware.bin").write_bytes(b"package")
        with writes.collected() as files:
            helper.dump(helper.get_template("base.tpl"), {"v": 1}, str(root / "sub" / "x.cfg"))
            with open(root / "y.tmp", "wb") as file:
                file.write(b"y")
            os.rename(root / "y.tmp", root / "y.cfg")
            with open(root / "firmware.bin", "ab") as file:
                file.write(b"!")
            with open(tmp_path / "var" / "note", "w") as file:
                file.write("kept")
        assert files == {"sub/x.cfg": b"base 1", "y.cfg": b"y"}
        assert os.listdir(root) == ["firmware.bin"]
        assert (tmp_path / "var" / "note").exists()

    def test_an_encoding_that_does_not_suffice(self, helper, tmp_path):
        with pytest.raises(UnicodeEncodeError):
            helper.dump(helper.get_template("base.tpl"), {"v": "€"}, str(tmp_path / "x"), "ISO-8859-1")


class TestAssociators:
    def test_a_vendor_is_needed(self):
        class Associator(BasePgAssociator):
            def _do_associate(self, vendor, model, version):
                return (vendor, model, version)

        assert Associator().associate({"model": "x"}) is DeviceSupport.UNKNOWN
        assert Associator().associate({"vendor": "V", "model": "M"}) == ("V", "M", None)
        with pytest.raises(NotImplementedError):
            BasePgAssociator().associate({"vendor": "V"})

    def test_a_plugin_that_says_nothing_is_never_chosen(self, tmp_path):
        plugin = StandardPlugin(None, str(tmp_path), {}, {})
        assert plugin.pg_associator.associate({"vendor": "V"}) == 0


class TestRequests:
    def test_octets_for_octets_and_text_for_text(self):
        request = Request("10.0.0.1", "/a/b", {"User-Agent": "X"}, [("q", "1"), ("q", "2")])
        assert (request.getHeader(b"user-agent"), request.getHeader("User-Agent")) == (b"X", "X")
        assert request.getHeader(b"nope") is None
        assert (request.path, request.postpath, request.args) == (b"/a/b", [b"a", b"b"], {b"q": [b"1", b"2"]})
        assert request.getAllHeaders() == {b"user-agent": b"X"}
        assert request.getClientIP() == request.getClientAddress().host == "10.0.0.1"
        assert request.prov_dev is None

    def test_arguments_may_be_asked_for_by_text(self):
        args = Request("10.0.0.1", "/", {}, [("uuid", "7")]).args
        assert ("uuid" in args, b"uuid" in args, "mac" in args) == (True, True, False)
        assert args["uuid"] == args[b"uuid"] == args.get("uuid") == [b"7"]
        assert args.get(b"mac", [None]) == [None]
        for name in ("mac", b"mac"):
            with pytest.raises(KeyError):
                args[name]

    def test_requests_are_mappings_as_well(self):
        request = DHCPRequest("10.0.0.1", "00:08:5d:2e:ec:fb", {60: OptionText("x")})
        assert (request["options"], request.get("mac"), request.get("nope")) == ({60: "x"}, "00:08:5d:2e:ec:fb", None)
        assert ("ip" in request, "nope" in request) == (True, False)
        with pytest.raises(KeyError):
            request["nope"]

    def test_options_are_text_that_may_be_decoded(self):
        option = OptionText("Phone \x00")
        assert (option.startswith("Phone"), option.decode("ascii")) == (True, "Phone \x00")


class TestServices:
    def test_values_outlive_the_process(self, tmp_path):
        class Service:
            description = [("password", "x")]
            value = "1"

            def get(self, name):
                return self.value

            def set(self, name, value):
                self.value = value

        path = str(tmp_path / "config.json")
        service = PersistentConfigureServiceDecorator(Service(), JsonConfigPersister(path))
        service.set("password", "2")
        again = PersistentConfigureServiceDecorator(Service(), JsonConfigPersister(path))
        assert (again.get("password"), again.description) == ("2", [("password", "x")])

    def test_packages_are_the_daemons(self, daemon, tmp_path):
        helper = FetchfwPluginHelper(str(tmp_path), FetchfwPluginHelper.new_downloaders({"http": "proxy:1"}))
        assert helper.services() == {"install": helper}
        assert helper.root_dir == str(tmp_path / "var" / "tftpboot")
        daemon.answers["packages_installed"] = lambda _: {"fw": {"version": "1"}}
        assert helper.list_installed() == {"fw": {"version": "1"}}
        daemon.answers["package_install"] = lambda args: None
        done = []
        helper.install("fw")[0].addCallback(done.append)
        assert (done, daemon.asked[-1]) == ([None], ("package_install", {"id": "fw"}))


class TestSynchronisation:
    @pytest.mark.parametrize(
        "extra_vars", [{"Content": "a=b"}, ["Content=a=b"], [("Content", "a=b")]], ids=["mapping", "texts", "pairs"]
    )
    def test_the_daemon_sends_the_notify(self, daemon, extra_vars):
        daemon.answers["notify"] = lambda args: None
        standard_sip_synchronize({"id": "d1"}, "check-sync;reboot=true", extra_vars)
        expected = {"device_id": "d1", "event": "check-sync;reboot=true", "extra_vars": [("Content", "a=b")]}
        assert daemon.asked == [("notify", expected)]

    def test_without_a_daemon(self):
        with pytest.raises(HostError):
            current()
