# SPDX-License-Identifier: GPL-3.0-or-later
"""Registrars and device templates, and what provd is told of them."""

import pytest
from xivo_testkit.crud import CrudSuite

from .test_devices import hire


@pytest.fixture
def keeper(app):
    return app.state.keeper


async def made(confd, path, **body):
    answer = await confd.post(path, json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


async def one_named(confd, path, name):
    return next(one for one in (await confd.get(path)).json()["items"] if one["name"] == name)


class TestRegistrars(CrudSuite):  # CC-224
    path = "/registrars"
    event = "registrar"
    minimum = {"name": "branch"}
    complete = {
        "name": "pair",
        "display_name": "Two servers",
        "main_host": "10.97.5.2",
        "main_port": 5070,
        "backup_host": "192.168.1.1",
        "backup_port": 5071,
        "proxy_main_host": "proxy.example.org",
        "proxy_main_port": 5072,
        "proxy_backup_host": "proxy2.example.org",
        "proxy_backup_port": 5073,
        "outbound_proxy_host": "sbc.example.org",
        "outbound_proxy_port": 5074,
    }
    edit = {"display_name": "", "main_host": None}
    required = ("name",)
    absent = ["Resource Not Found - Registrar was not found ('id': 999999)"]
    sortable = ("id", "name")
    bad = [
        ({"main_host": "a b"}, "Input Error - field 'main_host': must match ^[A-Za-z0-9.:-]+$"),
        ({"main_port": 0}, "Input Error - field 'main_port': input should be greater than or equal to 1"),
        ({"backup_host": None, "backup_port": 5060}, "Input Error - field 'backup_port': needs backup_host"),
    ]

    async def test_every_system_has_one(self, confd):
        default = await one_named(confd, self.path, "default")
        assert (default["display_name"], default["main_host"]) == ("local", None)
        answer = await confd.delete(f"{self.path}/{default['id']}")
        assert answer.json() == ["Resource Error - Registrar default cannot be deleted"]

    async def test_a_line_keeps_its_own(self, confd, announced):
        registrar = await made(confd, self.path, name="branch")
        line = (await confd.post("/lines_sip", json={"context": "default", "device_slot": 1})).json()
        path = f"/lines/{line['id']}/registrar"
        assert (await confd.get(path)).json()["configregistrar"] == "default"
        await announced()
        assert (await confd.put(path, json={"configregistrar": "branch"})).status_code == 204
        assert [event[:2] for event in await announced()] == [("line_edited", "config.line.edited")]
        answer = await confd.delete(f"{self.path}/{registrar}")
        used = f"('registrar_id': {registrar}, 'line_id': {line['id']})"
        assert answer.status_code == 400
        assert answer.json() == [f"Resource Error - Registrar is associated with a Line {used}"]
        answer = await confd.put(path, json={"configregistrar": "nowhere"})
        assert answer.json() == ["Input Error - field 'configregistrar': Registrar nowhere was not found"]
        assert (await confd.get(path)).json()["configregistrar"] == "branch"
        assert (await confd.put(path, json={"configregistrar": "default"})).status_code == 204
        for method, body in (("GET", None), ("PUT", {"configregistrar": "default"})):
            assert (await confd.request(method, "/lines/999999/registrar", json=body)).status_code == 404
        assert (await confd.delete(f"{self.path}/{registrar}")).status_code == 204

    async def test_telephones_are_told(self, confd, provd, keeper):  # CC-224, ADM-011
        line, device_id = await hire(confd), provd.phone()
        await confd.get(f"/devices/{device_id}/associate_line/{line['id']}")
        await keeper.look()
        assert provd.sip_lines(device_id)["1"]["registrar_ip"] == "192.0.2.1"
        default = await one_named(confd, self.path, "default")
        pair = {"main_host": "10.97.5.2", "backup_host": "192.168.1.1"}
        await confd.put(f"{self.path}/{default['id']}", json=pair)
        await keeper.look()
        told = {
            "registrar_ip": "10.97.5.2",
            "proxy_ip": "10.97.5.2",
            "backup_registrar_ip": "192.168.1.1",
            "backup_proxy_ip": "192.168.1.1",
        }
        for shown in (provd.sip_lines(device_id)["1"], provd.configs["autoprov"]["raw_config"]["sip_lines"]["1"]):
            assert {key: value for key, value in shown.items() if key.endswith(("_ip", "_port"))} == told
        base = provd.configs["base"]["raw_config"]
        assert {f"sip_{key}": value for key, value in told.items()}.items() <= base.items()
        await confd.put(f"{self.path}/{default['id']}", json={"main_host": None, "backup_host": None})
        await keeper.look()
        assert "backup_registrar_ip" not in provd.sip_lines(device_id)["1"]
        assert provd.configs["base"]["raw_config"]["sip_registrar_ip"] == "192.0.2.1"
        assert "sip_backup_registrar_ip" not in provd.configs["base"]["raw_config"]

    async def test_a_line_with_its_own_servers(self, confd, provd, keeper):
        await made(confd, self.path, **self.complete)
        line, device_id = await hire(confd), provd.phone()
        await confd.get(f"/devices/{device_id}/associate_line/{line['id']}")
        await confd.put(f"/lines/{line['id']}/registrar", json={"configregistrar": "pair"})
        await keeper.look()
        told = {
            "registrar_ip": "10.97.5.2",
            "registrar_port": 5070,
            "backup_registrar_ip": "192.168.1.1",
            "backup_registrar_port": 5071,
            "proxy_ip": "proxy.example.org",
            "proxy_port": 5072,
            "backup_proxy_ip": "proxy2.example.org",
            "backup_proxy_port": 5073,
            "outbound_proxy_ip": "sbc.example.org",
            "outbound_proxy_port": 5074,
        }
        assert told.items() <= provd.sip_lines(device_id)["1"].items()
        assert provd.configs["base"]["raw_config"]["sip_registrar_ip"] == "192.0.2.1"


class TestDeviceTemplates(CrudSuite):  # ADM-028, SYS-031
    path = "/device_templates"
    event = "device_template"
    minimum = {"name": "plain"}
    complete = {
        "name": "reception",
        "label": "Reception",
        "description": "front desk",
        "locale": "fr_CA",
        "timezone": "America/Montreal",
        "ntp_ip": "ntp.example.org",
        "admin_username": "admin",
        "admin_password": "s3cret",
        "user_username": "user",
        "user_password": "0000",
        "sip_dtmf_mode": "SIP-INFO",
        "sip_transport": "tcp",
        "sip_srtp_mode": "preferred",
        "sip_subscribe_mwi": True,
        "vlan_id": 12,
        "vlan_priority": 5,
        "vlan_pc_port_id": 13,
        "syslog_ip": "10.0.0.9",
        "syslog_port": 514,
        "syslog_level": "debug",
        "phonebook_ip": "10.0.0.2",
        "options": {"X_colour": "blue", "X_size": 3, "X_on": True},
    }
    edit = {"label": "", "ntp_ip": None}
    required = ("name",)
    absent = ["Resource Not Found - DeviceTemplate was not found ('id': 999999)"]
    sortable = ("id", "name", "label")
    write_only = ("admin_password", "user_password")
    bad = [
        ({"name": "a/b"}, "Input Error - field 'name': must match ^[A-Za-z0-9_.-]+$"),
        ({"timezone": "Mars/Olympus"}, "Input Error - field 'timezone': Mars/Olympus is no time zone"),
        ({"options": {"sip_lines": "x"}}, "Input Error - field 'options.sip_lines': is set elsewhere"),
        ({"options": {"admin_password": "x"}}, "Input Error - field 'options.admin_password': is set elsewhere"),
        ({"vlan_id": None, "vlan_priority": 1, "vlan_pc_port_id": None},
         "Input Error - field 'vlan_priority': needs vlan_id"),
        ({"vlan_id": 4095}, "Input Error - field 'vlan_id': input should be less than or equal to 4094"),
    ]  # fmt: skip

    @pytest.mark.parametrize("name", ["base", "autoprov", "autoprov1", "0" * 32])
    async def test_names_of_other_configurations_are_reserved(self, confd, name):
        answer = await confd.post(self.path, json={"name": name})
        assert answer.json() == [f"Input Error - field 'name': {name} is reserved"]

    async def test_every_system_has_one_in_its_own_language(self, confd, provd, keeper):
        default = await one_named(confd, self.path, "defaultconfigdevice")
        assert (default["locale"], default["timezone"]) == (None, None)
        answer = await confd.delete(f"{self.path}/{default['id']}")
        assert answer.json() == ["Resource Error - DeviceTemplate defaultconfigdevice cannot be deleted"]
        await keeper.look()
        present = provd.configs["defaultconfigdevice"]
        assert present["raw_config"] == {"locale": "en_US", "timezone": "Europe/Paris"}
        await confd.put(f"{self.path}/{default['id']}", json={"locale": "de_DE", "sip_dtmf_mode": "SIP-INFO"})
        await keeper.look()
        present = provd.configs["defaultconfigdevice"]
        assert present["raw_config"] == {"locale": "de_DE", "timezone": "Europe/Paris", "sip_dtmf_mode": "SIP-INFO"}

    async def test_what_provd_is_told(self, confd, provd, keeper):
        await made(confd, self.path, **self.complete)
        await keeper.look()
        said = ("locale", "timezone", "ntp_ip", "admin_username", "admin_password", "user_username", "user_password")
        said += ("sip_dtmf_mode", "sip_transport", "sip_srtp_mode", "sip_subscribe_mwi")
        said += ("vlan_id", "vlan_priority", "vlan_pc_port_id", "syslog_ip", "syslog_port", "syslog_level")
        present = provd.configs["reception"]
        assert present["raw_config"] == {
            **{name: self.complete[name] for name in said},
            **self.complete["options"],
            "ntp_enabled": True,
            "vlan_enabled": True,
            "syslog_enabled": True,
            "X_xivo_phonebook_ip": "10.0.0.2",
        }
        assert (present["label"], present["X_type"], present["parent_ids"]) == ("Reception", "device", [])

    async def test_a_device_is_built_on_it_and_keeps_it(self, confd, provd, keeper):  # API-067 API-068
        template = await made(confd, self.path, name="reception")
        device_id = provd.phone()
        # at once, before the keeper has looked
        assert (await confd.put(f"/devices/{device_id}", json={"template_id": "reception"})).status_code == 204
        assert (await confd.get(f"/devices/{device_id}")).json()["template_id"] == "reception"
        answer = await confd.delete(f"{self.path}/{template}")
        used = f"('device_template_id': {template}, 'device_id': {device_id})"
        assert answer.status_code == 400
        assert answer.json() == [f"Resource Error - DeviceTemplate is associated with a Device {used}"]
        await confd.put(f"/devices/{device_id}", json={"template_id": "defaultconfigdevice"})
        await keeper.look()
        assert (await confd.delete(f"{self.path}/{template}")).status_code == 204
        answer = await confd.put(f"/devices/{device_id}", json={"template_id": "reception"})
        assert answer.json() == ["Nonexistent parameters: template_id reception does not exist"]
        await keeper.look()
        assert "reception" not in provd.configs

    async def test_it_stays_while_nobody_can_say_whether_it_is_used(self, confd, provd):
        template = await made(confd, self.path, name="reception")
        provd.away = True
        assert (await confd.delete(f"{self.path}/{template}")).status_code == 503
        provd.away = False
        assert (await confd.delete(f"{self.path}/{template}")).status_code == 204

    async def test_one_that_was_deleted_while_provd_was_away_goes_later(self, confd, app, provd, keeper):
        template = await made(confd, self.path, name="reception")
        await keeper.look()
        provd.configs["theirs"] = {"id": "theirs", "X_type": "device", "parent_ids": [], "raw_config": {}}
        assert (await confd.delete(f"{self.path}/{template}")).status_code == 204
        keeper._common = keeper._version = keeper._compared_at = None  # as after a restart
        await keeper.look()
        assert "reception" not in provd.configs
        assert "theirs" in provd.configs
