# SPDX-License-Identifier: GPL-3.0-or-later
"""Who reads secrets by the API is in the audit log: the account, and where it called from."""

from __future__ import annotations

import logging
import time

import pytest
from xivo_access import AclMissing, Token

from .conftest import give_line, only_device

READER = Token("1b2c-reader", "d4c3-user", ("provd.#",), time.time() + 3600)
PHONE = "10.34.1.50"


class Auth:
    """auth, with one account."""

    async def verify(self, token: str, required_acl: str | None = None) -> Token:
        if token != "a-token" or (required_acl and not READER.covers(required_acl)):
            raise AclMissing(required_acl)
        return READER


class TestTheAudit:
    @pytest.mark.parametrize(
        ("path", "message"),
        [
            ("/cfg_mgr/configs", "secrets read"),
            ("/cfg_mgr/configs/{id}", "secrets read"),
            ("/cfg_mgr/configs/{id}/raw", "secrets read"),
            ("/configure", "provisioning key read"),
            ("/configure/provisioning_key", "provisioning key read"),
        ],
    )
    async def test_names_the_account_of_the_token(self, provd, api, caplog, path, message):
        await provd.get(PHONE, "/001565123456.cfg")
        device = await only_device(api)
        await give_line(api, device)
        provd.app.state.access.verifier = Auth()
        headers = {"X-Auth-Token": "a-token"}
        async with provd.caller("192.0.2.9", **headers) as reader:
            with caplog.at_level(logging.INFO, "audit"):
                assert (await reader.get(path.format(id=device["id"]))).status_code == 200
        [record] = [one for one in caplog.records if one.name == "audit"]
        assert record.message == message
        assert (record.auth_id, record.user_uuid, record.address) == ("1b2c-reader", "d4c3-user", "192.0.2.9")
        if message == "secrets read":
            assert device["id"] in record.configs

    async def test_says_that_this_host_has_no_account(self, api, caplog):
        with caplog.at_level(logging.INFO, "audit"):
            await api.get("/configure/provisioning_key")
        [record] = [one for one in caplog.records if one.name == "audit"]
        assert (record.auth_id, record.user_uuid, record.address) == (None, None, "127.0.0.1")
