# SPDX-License-Identifier: GPL-3.0-or-later
"""What telephones are shown, in their vendors' XML."""

import json
import xml.etree.ElementTree as ET
from urllib.parse import urlencode

import pytest

from .conftest import ALICE, calling, running

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
async def test_a_telephone_is_known_by_its_user_agent(phone, agent, root):  # CC-069, SYS-296
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
    assert f"{NEW}/input/a%20b%3F/cisco" in (await phone.get(f"{NEW}/menu/a%20b%3F/cisco")).text
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


XHTML = "{http://www.w3.org/1999/xhtml}"


def joined(url, name, term):
    return f"{url}{'&' if '?' in url else '?'}{name}={term}"


def term_sent(vendor, page, term):
    """The request that a telephone makes of an input page, by its vendor's developers' guide."""
    root = ET.fromstring(page)
    match vendor:
        case "aastra" | "yealink":
            return joined(root.findtext("URL"), root.findtext("Parameter"), term)
        case "cisco":
            return joined(root.findtext("URL"), root.findtext("InputItem/QueryStringParam"), term)
        case "snom":
            return f"{root.findtext('URL')}?{root.findtext('InputItem/QueryStringParam')}={term}"
        case "polycom":
            form = root.find(f".//{XHTML}form")
            fields = {
                one.get("name"): one.get("value") or term for one in form.iter(f"{XHTML}input") if one.get("name")
            }
            return f"{form.get('action')}?{urlencode(fields)}"
        case "thomson":  # typed beforehand: its place in the configured address is #SEARCH
            return root.findtext("MenuItem/URL") + term
    raise AssertionError(vendor)


@pytest.mark.parametrize("vendor", ["aastra", "cisco", "polycom", "snom", "thomson", "yealink"])
@pytest.mark.parametrize("start", [f"{OLD}/menu/", f"{OLD}/menu/?vendor={{}}", f"{NEW}/menu/default/{{}}"])
async def test_from_the_first_page_to_the_result(phone, vendor, start):
    agent = next(agent for agent in AGENTS if vendor in agent.lower())
    phone.headers["User-Agent"] = agent
    page = await phone.get(start.format(vendor))
    if vendor == "cisco":
        page = await phone.get(ET.fromstring(page.content).findtext("MenuItem/URL"))
    wanted, number = ("bob", "5551354958") if "/0.1/" in start else ("brown", "+33612")
    results = await phone.get(term_sent(vendor, page.content, wanted))
    assert results.status_code == 200, results.text
    assert number in results.text


@pytest.mark.parametrize(
    "request_line",
    [
        # the addresses that the families' templates give to telephones
        f"{OLD}/search/?name=brown",
        f"{OLD}/search/?name=brown&xivo_user_uuid={ALICE}",
    ],
)
@pytest.mark.parametrize("agent", AGENTS)
async def test_requests_as_they_are_made_in_the_field(phone, agent, request_line):
    answer = await phone.get(request_line, headers={"User-Agent": agent, "Accept": "*/*", "Connection": "close"})
    assert "+33612" in answer.text


@pytest.mark.parametrize("vendor", ["thomson", "yealink"])
async def test_nothing_typed_shows_everybody_page_by_page(phone, vendor):
    answer = await phone.get(f"{OLD}/search/?name=&vendor={vendor}")
    assert answer.text.count("<DirectoryEntry>") == 16


async def test_long_names_keep_a_page_as_short_as_a_yealink_reads(phone, app, confd):
    confd.lists["/1.1/phonebook_contacts"] = [
        contact(number, displayname="&é" * 300, officenumber="1" * 300) for number in range(40)
    ]
    answer = await phone.get(f"{OLD}/search/?name=%26&vendor=yealink")
    assert answer.text.count("<DirectoryEntry>") == 16
    assert len(answer.content) < 10_000


def _asking(settings, auth_url):
    auth = settings.auth.model_copy(update={"url": auth_url})
    return settings.model_copy(update={"auth": auth})


class TestATelephoneFromElsewhere:  # CC-069
    ADDRESS = "203.0.113.7"

    async def status(self, app, **headers):
        async with calling(app, None, self.ADDRESS, **headers) as client:
            return (await client.get(f"{OLD}/search/?vendor=snom&name=brown")).status_code

    async def test_whose_device_is_somebodys(self, app, confd):
        device = {"id": "a", "ip": self.ADDRESS, "status": "configured"}
        confd.lists["/1.1/devices"] = [device]
        assert await self.status(app) == 200
        confd.lists["/1.1/devices"] = []
        assert await self.status(app) == 200  # known for a minute
        assert confd.requests.count("/1.1/devices") == 1

    @pytest.mark.parametrize(
        "device", [{"ip": "203.0.113.77", "status": "configured"}, {"ip": ADDRESS, "status": "autoprov"}]
    )
    async def test_whose_device_is_nobodys(self, app, confd, device):
        confd.lists["/1.1/devices"] = [{"id": "a", **device}]
        assert await self.status(app) == 403
        assert await self.status(app) == 403
        assert confd.requests.count("/1.1/devices") == 1

    async def test_is_refused_where_networks_were_chosen(self, app, confd):
        confd.lists["/1.1/devices"] = [{"id": "a", "ip": self.ADDRESS, "status": "configured"}]
        confd.configuration["phonebook_general"]["allowed_networks"] = ["192.168.1.0/24"]
        await app.state.office.renew()
        assert await self.status(app) == 403

    async def test_while_confd_is_away(self, app, confd):
        confd.is_away = True
        assert await self.status(app) == 403

    async def test_that_says_name_and_password(self, settings, confd, web_service):
        web_service.answer = lambda _path: (200, json.dumps({"data": {"xivo_user_uuid": ALICE}}).encode())
        async with running(_asking(settings, web_service.url), confd) as app:
            login = {"Authorization": "Basic YWxpY2U6czNjcmU3"}
            for _ in range(3):
                assert await self.status(app, **login) == 200
            assert web_service.asked == ["/0.1/token"]
            assert web_service.authorizations == [login["Authorization"]]
            web_service.answer = lambda _path: (401, b"{}")
            async with calling(app, None, self.ADDRESS, Authorization="Basic YWxpY2U6d3Jvbmc=") as client:
                answer = await client.get(f"{OLD}/search/?vendor=snom&name=brown")
            assert answer.status_code == 401
            assert answer.headers["www-authenticate"] == 'Basic realm="XiVO"'
            assert await self.status(app, Authorization="Basic not-base64") == 401
            web_service.close()
            assert await self.status(app, Authorization="Basic Ym9iOnM=") == 503
