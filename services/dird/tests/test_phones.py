# SPDX-License-Identifier: GPL-3.0-or-later
"""What telephones are shown, in their vendors' XML."""

import xml.etree.ElementTree as ET

import pytest

from .conftest import ALICE, calling

OLD = "/service/ipbx/web_services.php/phonebook"
NEW = "/0.1/directories"
MEDIA = {"polycom": "application/xhtml+xml; charset=utf-8"}
AGENTS = {
    "Aastra6731i MAC:00-08-5D-23-74-29 V:3.2.2.1136-SIP": "AastraIPPhone",
    "Mozilla/4.0 (compatible; snom320-SIP 8.4.35)": "SnomIPPhone",
    "Cisco/SPA504G-7.4.9c": "CiscoIPPhone",
    "THOMSON ST2030 hw5 fw2.72": "ThomsonPhone",
    "Yealink SIP-T28P 2.61.0.80": "YealinkIPPhone",
    "FileTransport PolycomSoundPointIP-SPIP_335-UA/3.2.3": "html",
}


def contact(number, **fields):
    names = ("title", "firstname", "lastname", "displayname", "society", "email", "url", "description")
    numbers = {f"{kind}number": "" for kind in ("office", "home", "mobile", "fax", "other")}
    parts = ("address1", "address2", "city", "state", "zipcode", "country")
    places = {f"{place}{part}": "" for place in ("office", "home", "other") for part in parts}
    return {"id": number, **dict.fromkeys(names, ""), **numbers, **places, **fields}


@pytest.fixture
def confd(confd):
    confd.lists["/1.1/phonebook_contacts"] = [
        contact(1, displayname='Brown <& "sons">', officenumber="5551", mobilenumber="+33 6 12"),
        *(contact(number, displayname=f"Many {number}", officenumber=str(number)) for number in range(100, 140)),
    ]
    return confd


@pytest.fixture
async def phone(app):
    await app.state.office.renew()
    async with calling(app, None) as client:
        yield client


@pytest.mark.parametrize(("agent", "root"), AGENTS.items())
async def test_a_telephone_is_known_by_its_user_agent(phone, agent, root):  # CC-069
    for path in (f"{OLD}/menu/", f"{OLD}/search/", f"{OLD}/search/?name=brown"):
        answer = await phone.get(path, headers={"User-Agent": agent})
        assert answer.status_code == 200, answer.text
        assert root in ET.fromstring(answer.content).tag


@pytest.mark.parametrize("vendor", ["aastra", "cisco", "polycom", "snom", "thomson", "yealink"])
async def test_names_are_escaped_and_numbers_can_be_dialled(phone, vendor):
    answer = await phone.get(f"{OLD}/search/", params={"vendor": vendor, "name": "brown"})
    assert answer.headers["content-type"] == MEDIA.get(vendor, "text/xml; charset=utf-8")
    root = ET.fromstring(answer.content)
    told = [text for element in root.iter() for text in (element.text, *element.attrib.values()) if text]
    assert any('Brown <& "sons">' in text for text in told)
    assert any('Brown <& "sons"> (mobile)' in text for text in told)
    assert any(text.endswith("+33612") for text in told)


@pytest.mark.parametrize("vendor", ["aastra", "cisco", "polycom", "snom", "thomson", "yealink"])
async def test_pages_of_sixteen(phone, vendor):
    answer = await phone.get(f"{OLD}/search/", params={"vendor": vendor, "name": "many"})
    assert answer.text.count("Many 1") == 16
    seen = []
    url = f"{OLD}/search/?vendor={vendor}&name=many"
    for _ in range(3):
        root = ET.fromstring((await phone.get(url)).content)
        told = [text for element in root.iter() for text in (element.text, *element.attrib.values()) if text]
        seen += sorted({text[:8] for text in told if text.startswith("Many ")})
        further = [text for text in told if f"offset={len(seen)}" in text]
        url = further[0] if further else ""
    assert len(seen) == len(set(seen)) == 40
    assert not url


async def test_a_profile_of_the_configuration(phone):
    answer = await phone.get(f"{NEW}/lookup/default/cisco", params={"term": "ali"})
    assert "<Telephone>55553783147</Telephone>" in answer.text
    asked = await phone.get(f"{NEW}/input/default/cisco")
    assert f"http://dird.example:9489{NEW}/lookup/default/cisco" in asked.text
    menu = await phone.get(f"{NEW}/menu/default/cisco")
    assert f"http://dird.example:9489{NEW}/input/default/cisco" in menu.text
    assert (await phone.get(f"{NEW}/lookup/nobodys/cisco", params={"term": "a"})).status_code == 404
    assert (await phone.get(f"{NEW}/lookup/default/nokia")).status_code == 400


async def test_nobody_is_found_and_says_so_in_the_telephones_language(phone):
    for language, text in (("fr-FR", "Aucune entrée"), ("en", "No entries"), ("", "No entries")):
        headers = {"Accept-Language": language}
        answer = await phone.get(f"{OLD}/search/", params={"vendor": "snom", "name": "zzz"}, headers=headers)
        assert text in answer.text


async def test_only_allowed_addresses(app, confd):  # CC-069
    for address, status in (("192.168.1.9", 200), ("10.1.1.1", 200), ("203.0.113.9", 403), ("::ffff:10.0.0.1", 200)):
        async with calling(app, None, address) as client:
            answer = await client.get(f"{OLD}/search/", params={"vendor": "snom"})
            assert answer.status_code == status
    confd.configuration["phonebook_general"]["allowed_networks"] = ["203.0.113.0/24"]
    await app.state.office.renew()
    for address, status in (("192.168.1.9", 403), ("203.0.113.9", 200)):
        async with calling(app, ALICE, address) as client:
            assert (await client.get(f"{OLD}/search/", params={"vendor": "snom"})).status_code == status


async def test_an_unknown_telephone(phone):
    answer = await phone.get(f"{OLD}/search/", headers={"User-Agent": "curl/8"})
    assert answer.status_code == 404
