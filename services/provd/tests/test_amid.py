# SPDX-License-Identifier: GPL-3.0-or-later
"""What is said when amid does not do what telephones are to be told."""

import httpx
import pytest
from xivo_provd.amid import amid_actions


@pytest.mark.parametrize(
    ("error", "said"), [(httpx.ConnectError("refused"), "refused"), (httpx.ReadTimeout(""), "ReadTimeout")]
)
async def test_why_it_does_not_answer_is_always_said(error, said):
    def fail(_request):
        raise error

    async with httpx.AsyncClient(transport=httpx.MockTransport(fail), base_url="http://amid") as client:
        assert await amid_actions(client)("PJSIPNotify", {}) == f"amid does not answer: {said}"
