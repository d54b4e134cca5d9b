# SPDX-License-Identifier: GPL-3.0-or-later
"""What provd holds follows what confd says, also after one of them was away."""

import asyncio

import pytest
from xivo_base.availability import Availability
from xivo_confd.errors import Unavailable
from xivo_confd.provisioning.keeper import ConfigKeeper

from .test_devices import device_of, hire


@pytest.fixture
def keeper(app):
    return app.state.keeper


@pytest.fixture
def another_keeper(app, settings):
    """confd after a restart, or its second replica."""
    return ConfigKeeper(app.state.database, app.state.provd, settings, Availability("provd"))


def writes(provd):
    found = [(method, path) for method, path in provd.requests if method != "GET"]
    provd.requests.clear()
    return found


@pytest.fixture
async def alice(confd, provd, keeper):
    """Alice's line on a phone, all settled."""
    await keeper.look()
    line = await hire(confd)
    line["device"] = provd.phone()
    assert (await confd.get(f"/devices/{line['device']}/associate_line/{line['id']}")).status_code == 204
    await keeper.look()
    provd.requests.clear()
    return line


class TestCommonConfigurations:
    async def test_they_are_made_in_an_empty_provd(self, keeper, provd):  # API-148 API-151
        await keeper.look()
        base, template, autoprov = (provd.configs[name] for name in ("base", "defaultconfigdevice", "autoprov"))
        assert base["raw_config"]["sip_registrar_ip"] == base["raw_config"]["sip_proxy_ip"] == "192.0.2.1"
        assert base["raw_config"]["exten_dnd"] == "*25"
        assert (base["deletable"], template["X_type"]) == (False, "device")
        assert template["raw_config"] == {"timezone": "Europe/Paris", "locale": "en_US"}
        assert autoprov["role"] == "autocreate"
        assert autoprov["parent_ids"] == ["base", "defaultconfigdevice"]
        assert autoprov["raw_config"]["sip_lines"]["1"]["username"] == "autoprov"
        assert autoprov["raw_config"]["sip_lines"]["1"]["password"] == "autoprov-secret-of-the-tests"

    async def test_telephones_dial_the_numbers_of_services(self, confd, keeper, provd):  # ADM-294
        await keeper.look()
        features = {one["feature"]: one["id"] for one in (await confd.get("/extension_features")).json()["items"]}
        await confd.put(f"/extension_features/{features['pickup']}", json={"exten": "_*7."})
        await confd.put(f"/extension_features/{features['enablednd']}", json={"enabled": False})
        writes(provd)
        await keeper.look()
        assert writes(provd) == [("PUT", "/cfg_mgr/configs/base")]
        raw_config = provd.configs["base"]["raw_config"]
        assert (raw_config["exten_pickup_call"], raw_config["exten_dnd"]) == ("*7", None)
        assert raw_config["sip_registrar_ip"] == "192.0.2.1"

    async def test_nothing_is_written_again(self, keeper, another_keeper, provd):
        await keeper.look()
        writes(provd)
        await keeper.look()
        await another_keeper.look()
        assert writes(provd) == []

    async def test_what_an_administrator_chose_stays_and_addresses_and_templates_are_ours(
        self, keeper, another_keeper, provd
    ):
        await keeper.look()
        provd.configs["defaultconfigdevice"]["raw_config"]["locale"] = "fr_CA"
        provd.configs["base"]["raw_config"] |= {"exten_park": "700", "sip_proxy_ip": "203.0.113.9", "X_own": 1}
        await another_keeper.look()
        assert provd.configs["defaultconfigdevice"]["raw_config"]["locale"] == "en_US"
        raw_config = provd.configs["base"]["raw_config"]
        assert (raw_config["exten_park"], raw_config["sip_proxy_ip"], raw_config["X_own"]) == ("700", "192.0.2.1", 1)

    async def test_a_provd_that_comes_late(self, keeper, provd):
        provd.away = True
        with pytest.raises(Unavailable):
            await keeper.look()
        provd.away = False
        await keeper.look()
        assert "base" in provd.configs

    async def test_the_component_tries_again_by_itself(self, keeper, provd, monkeypatch):
        monkeypatch.setattr("xivo_confd.provisioning.keeper.RETRY_SECONDS", 0.01)
        monkeypatch.setattr("xivo_confd.provisioning.keeper.LOOK_SECONDS", 0.01)
        provd.away = True
        await keeper.start()
        try:
            await asyncio.sleep(0.05)
            provd.away = False
            async with asyncio.timeout(5):
                while "autoprov" not in provd.configs:  # noqa: ASYNC110  (an edge has no event to wait for)
                    await asyncio.sleep(0.01)
        finally:
            await keeper.stop()


class TestChanges:
    async def test_nothing_changes_without_a_change(self, keeper, provd, alice):
        await keeper.look()
        assert provd.requests == []

    async def test_a_new_name(self, confd, keeper, provd, alice):  # API-089
        await confd.put(f"/users/{alice['user_id']}", json={"firstname": "Alicia"})
        await keeper.look()
        assert provd.sip_lines(alice["device"])["1"]["display_name"] == "Alicia Doe"
        assert writes(provd) == [("PUT", f"/cfg_mgr/configs/{alice['device']}")]

    async def test_a_new_number(self, confd, keeper, provd, alice):
        await confd.put(f"/extensions/{alice['extension_id']}", json={"exten": "1099"})
        await keeper.look()
        assert provd.sip_lines(alice["device"])["1"]["number"] == "1099"

    async def test_a_new_secret(self, confd, keeper, provd, alice):  # API-093
        await confd.put(f"/lines_sip/{alice['id']}", json={"secret": "another-secret-of-the-line"})
        await keeper.look()
        assert provd.sip_lines(alice["device"])["1"]["password"] == "another-secret-of-the-line"

    async def test_only_the_device_concerned(self, confd, keeper, provd, alice):
        bob, other = await hire(confd, "Bob", "1002"), provd.phone()
        await confd.get(f"/devices/{other}/associate_line/{bob['id']}")
        await keeper.look()
        provd.requests.clear()
        await confd.put(f"/users/{bob['user_id']}", json={"lastname": "Dylan"})
        await keeper.look()
        assert {path.rpartition("/")[2] for _, path in provd.requests} == {other}


class TestAbsence:
    async def test_a_change_while_provd_is_away_costs_nothing(self, confd, keeper, provd, alice):
        provd.away = True
        assert (await confd.put(f"/users/{alice['user_id']}", json={"firstname": "Alicia"})).status_code == 204
        with pytest.raises(Unavailable):
            await keeper.look()
        provd.away = False
        await keeper.look()
        assert provd.sip_lines(alice["device"])["1"]["display_name"] == "Alicia Doe"

    async def test_a_restart_of_confd_finds_what_is_missing(self, confd, another_keeper, provd, alice):
        await confd.put(f"/users/{alice['user_id']}", json={"firstname": "Alicia"})
        await another_keeper.look()
        assert provd.sip_lines(alice["device"])["1"]["display_name"] == "Alicia Doe"

    async def test_a_configuration_that_was_lost_comes_back(self, another_keeper, provd, alice):
        del provd.configs[alice["device"]]
        await another_keeper.look()
        assert provd.sip_lines(alice["device"])["1"]["number"] == "1001"

    async def test_provd_going_away_between_commit_and_configuration(self, confd, keeper, provd, alice, app):
        """The client hears 503; what was committed is done when provd is back."""
        bob = await hire(confd, "Bob", "1002")

        class GoesAway(type(provd)):
            async def handle_async_request(self, request):
                answer = await super().handle_async_request(request)
                self.away = True
                return answer

        plain, provd.__class__ = provd.__class__, GoesAway
        answer = await confd.get(f"/devices/{alice['device']}/associate_line/{bob['id']}")
        assert answer.status_code == 503
        provd.__class__, provd.away = plain, False
        assert await device_of(confd, bob) == alice["device"]
        await keeper.look()
        assert provd.sip_lines(alice["device"])["1"]["number"] == "1002"

    async def test_a_line_taken_off_while_provd_was_away(self, confd, app, another_keeper, provd, alice):
        provd.away = True
        assert (await confd.get(f"/devices/{alice['device']}/remove_line/{alice['id']}")).status_code == 503
        provd.away = False
        await another_keeper.look()
        assert (await confd.get(f"/devices/{alice['device']}")).json()["status"] == "autoprov"

    async def test_a_device_that_is_gone_from_provd_stops_nothing(self, confd, keeper, provd, alice):  # API-131
        bob, other = await hire(confd, "Bob", "1002"), provd.phone()
        await confd.get(f"/devices/{other}/associate_line/{bob['id']}")
        del provd.devices[alice["device"]]
        await confd.put(f"/users/{alice['user_id']}", json={"firstname": "Alicia"})
        await confd.put(f"/users/{bob['user_id']}", json={"firstname": "Bobby"})
        await keeper.look()
        assert provd.sip_lines(other)["1"]["display_name"] == "Bobby Doe"

    async def test_a_configuration_made_by_others_is_left_alone(self, another_keeper, provd):  # API-146
        device_id = provd.phone()
        provd.configs[device_id] = {"id": device_id, "parent_ids": ["base"], "raw_config": {"sip_lines": {"1": {}}}}
        provd.devices[device_id]["config"] = device_id
        await another_keeper.look()
        assert provd.devices[device_id]["config"] == device_id

    async def test_two_at_once_end_with_the_last_state(self, confd, keeper, another_keeper, provd, alice):
        await asyncio.gather(
            confd.put(f"/users/{alice['user_id']}", json={"firstname": "Alicia"}),
            keeper.look(),
            another_keeper.look(),
            confd.get(f"/devices/{alice['device']}/associate_line/{alice['id']}"),
        )
        await keeper.look()
        await another_keeper.look()
        assert provd.sip_lines(alice["device"])["1"]["display_name"] == "Alicia Doe"
