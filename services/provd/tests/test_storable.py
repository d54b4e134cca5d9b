# SPDX-License-Identifier: GPL-3.0-or-later
"""Clients may add fields of any shape, as long as the database can hold them."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    "value",
    ['"\\u0000"', '{"\\u0000": 1}', "123456789012345678901234567890", "[" * 60 + "]" * 60],
    ids=["nul", "key", "big", "deep"],
)
async def test_what_cannot_be_stored_is_refused(api, value):
    # API-136 API-146
    for path, key in (("/dev_mgr/devices", "device"), ("/cfg_mgr/configs", "config")):
        field = "options" if key == "device" else "raw_config"
        body = f'{{"{key}": {{"id": "ab12", "{field}": {{"a": {value}}}}}}}'
        headers = {"Content-Type": "application/vnd.proformatique.provd+json"}
        answer = await api.post(path, content=body, headers=headers)
        assert answer.status_code == 400, answer.text
