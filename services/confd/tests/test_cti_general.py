# SPDX-License-Identifier: GPL-3.0-or-later
"""Where and how the server of the clients listens."""

import pytest

from .refusals import refusal

_LISTENERS = ("cti", "ctis", "info")
CERTIFICATE = {
    "tlscertfile": "/var/lib/xivo/certificates/xivo-ctid.crt",
    "tlsprivkeyfile": "/var/lib/xivo/certificates/xivo-ctid.key",
}


class TestGeneralSettings:
    async def test_the_defaults(self, confd):  # ADM-111, ADM-112, ADM-113
        settings = (await confd.get("/cti_general")).json()
        listeners = {name: tuple(settings[f"{name}_{k}"] for k in ("active", "ip", "port")) for name in _LISTENERS}
        assert listeners == {
            "cti": (True, "0.0.0.0", 5003),
            "ctis": (False, "0.0.0.0", 5013),
            "info": (True, "127.0.0.1", 5005),
        }
        assert (settings["socket_timeout"], settings["login_timeout"]) == (10, 5)
        assert settings["context_separation"] is False

    async def test_encryption_is_switched_on_with_a_certificate_and_its_key(self, confd, announced):  # ADM-118
        body = {"ctis_active": True, **CERTIFICATE}
        assert (await confd.put("/cti_general", json=body)).status_code == 204
        settings = (await confd.get("/cti_general")).json()
        assert settings == {**settings, **body}
        assert (await confd.get("/snapshot")).json()["settings"]["cti_general"] == settings
        assert [event[:2] for event in await announced()] == [("cti_general_edited", "config.cti_general.edited")]

    @pytest.mark.parametrize(
        ("body", "message"),
        [
            ({"ctis_active": True}, "field 'tlscertfile': the encrypted port needs a certificate and its key"),
            (
                {"ctis_active": True, "tlscertfile": CERTIFICATE["tlscertfile"]},
                "field 'tlsprivkeyfile': the encrypted port needs a certificate and its key",
            ),
            (
                {"tlscertfile": "/etc/shadow"},
                "field 'tlscertfile': must match ^(/var/lib/xivo/certificates/[A-Za-z0-9_][A-Za-z0-9_.-]*)?$",
            ),
            ({"info_port": 5003}, "field 'info_port': 5003 is already the port of cti"),
            ({"cti_port": 0}, "field 'cti_port': input should be greater than or equal to 1"),
            ({"cti_port": 65_536}, "field 'cti_port': input should be less than or equal to 65535"),
            ({"cti_ip": "localhost"}, "field 'cti_ip': localhost is no IP address"),
            (
                {"allowed_networks": ["192.0.2.1/24"]},
                "field 'allowed_networks.0': 192.0.2.1/24 is no network such as 192.0.2.0/24",
            ),
            ({"login_timeout": 0}, "field 'login_timeout': input should be greater than or equal to 1"),
            ({"context_separation": "no"}, "field 'context_separation': wrong type. Should be a boolean"),
        ],
    )
    async def test_what_would_not_work_is_refused(self, confd, announced, body, message):
        before = (await confd.get("/cti_general")).json()
        assert await refusal(confd, "PUT", "/cti_general", body) == [f"Input Error - {message}"]
        assert (await confd.get("/cti_general")).json() == before
        assert await announced() == []

    async def test_one_port_on_two_addresses_is_two_listeners(self, confd):
        body = {"cti_ip": "192.0.2.1", "info_ip": "127.0.0.1", "info_port": 5003}
        assert (await confd.put("/cti_general", json=body)).status_code == 204

    async def test_a_port_that_is_closed_collides_with_none(self, confd):
        body = {"info_active": False, "info_port": 5003, "allowed_networks": ["192.0.2.0/24", "2001:db8::/32"]}
        assert (await confd.put("/cti_general", json=body)).status_code == 204
