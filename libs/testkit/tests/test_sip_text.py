# SPDX-License-Identifier: GPL-3.0-or-later
"""Messages of SIP, read and answered by hand."""

from xivo_testkit.sip_text import authorization, header

CHALLENGE = """SIP/2.0 401 Unauthorized\r
Call-ID: 1\r
WWW-Authenticate: Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093"\r
\r
"""


def test_a_header_is_found_in_any_case_or_is_empty():
    assert header(CHALLENGE, "call-id") == "1"
    assert header(CHALLENGE, "Contact") == ""


def test_a_challenge_is_answered_as_the_rfc_says():
    """RFC 2069's example, with the erratum of its response."""
    answer = authorization(CHALLENGE, "GET", "/dir/index.html", "Mufasa", "Circle Of Life")
    assert 'response="670fd8c2df070c60b045671b8b24ff02"' in answer
    assert 'username="Mufasa", realm="testrealm@host.com"' in answer
