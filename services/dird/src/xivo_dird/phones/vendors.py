# SPDX-License-Identifier: GPL-3.0-or-later
"""The vendors' XML, from their developers' guides: Aastra "XML Development Guide", Cisco "IP Phone Services", Polycom
"Web Application Developer's Guide" (XHTML), Snom "XML Minibrowser", Thomson / Technicolor ST, Yealink "XML Browser".
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qsl
from xml.etree.ElementTree import Element

from .pages import Page, Results, Vendor, Words, add, document, element

XML = "text/xml; charset=utf-8"
XHTML = "application/xhtml+xml; charset=utf-8"
_XHTML_NAMESPACE = "http://www.w3.org/1999/xhtml"


def _titled(tag: str, words: Words, prompt: str = "", /, **attributes: str) -> Element:
    root = element(tag, **attributes)
    add(root, "Title", words.title)
    if prompt:
        add(root, "Prompt", prompt)
    return root


def _item(root: Element, tag: str, /, **parts: str) -> Element:
    """With an element for each part."""
    item = add(root, tag)
    for name, text in parts.items():
        add(item, name, text)
    return item


def _others(page: Results, words: Words) -> Iterator[tuple[str, str]]:
    """Word and address of the page before and of the one after, where there is one."""
    for label, url in ((words.previous, page.previous), (words.next, page.next)):
        if url:
            yield label, url


def _entries(root: Element, page: Results, words: Words) -> Element:
    for line in page.lines:
        _item(root, "DirectoryEntry", Name=line.name, Telephone=line.number)
    if not page.lines:
        _item(root, "DirectoryEntry", Name=words.nobody, Telephone="")
    return root


def _input_screen(tag: str) -> Page:
    """Of Aastra, whom Yealink follows."""

    def page(url: str, words: Words) -> bytes:
        root = _titled(tag, words, words.name_or_number, type="string", destroyOnExit="yes")
        add(root, "URL", url)
        add(root, "Parameter", "term")
        add(root, "Default")
        return document(root)

    return page


def _aastra_results(page: Results, words: Words) -> bytes:
    if not page.lines:
        root = _titled("AastraIPPhoneTextScreen", words, destroyOnExit="yes")
        add(root, "Text", words.nobody)
        return document(root)
    root = _titled("AastraIPPhoneTextMenu", words, style="none", destroyOnExit="yes")
    for line in page.lines:
        _item(root, "MenuItem", Prompt=line.name, URI=f"Dial:{line.number}", Dial=line.number)
    for label, url in _others(page, words):
        _item(root, "MenuItem", Prompt=label, URI=url)
    return document(root)


def _cisco_menu(url: str, words: Words) -> bytes:
    root = _titled("CiscoIPPhoneMenu", words, words.title)
    _item(root, "MenuItem", Name=words.search, URL=url)
    return document(root)


def _cisco_input(url: str, words: Words) -> bytes:
    root = _titled("CiscoIPPhoneInput", words, words.name_or_number)
    add(root, "URL", url)
    item = _item(root, "InputItem", DisplayName=words.name_or_number, QueryStringParam="term", InputFlags="A")
    add(item, "DefaultValue")
    return document(root)


def _cisco_results(page: Results, words: Words) -> bytes:
    root = _entries(_titled("CiscoIPPhoneDirectory", words, words.title), page, words)
    keys = (
        (words.dial, "SoftKey:Dial"),
        (words.previous, page.previous),
        (words.exit, "SoftKey:Exit"),
        (words.next, page.next),
    )
    for position, (label, url) in enumerate(keys, start=1):
        if url:
            _item(root, "SoftKeyItem", Name=label, URL=url, Position=str(position))
    return document(root)


def _polycom_page(words: Words) -> tuple[Element, Element]:
    root = element("html", xmlns=_XHTML_NAMESPACE)
    add(add(root, "head"), "title", words.title)
    return root, add(root, "body")


def _polycom_input(url: str, words: Words) -> bytes:
    root, body = _polycom_page(words)
    address, _, query = url.partition("?")
    form = add(body, "form", method="get", action=address)
    paragraph = add(form, "p", f"{words.name_or_number}: ")
    for name, value in parse_qsl(query):  # a form's own address loses its parameters
        add(paragraph, "input", type="hidden", name=name, value=value)
    add(paragraph, "input", type="text", name="term")
    add(paragraph, "input", type="submit", value=words.search)
    return document(root)


def _polycom_results(page: Results, words: Words) -> bytes:
    root, body = _polycom_page(words)
    for line in page.lines:
        add(add(body, "p"), "a", f"{line.name}: {line.number}", href=f"tel://{line.number}")
    if not page.lines:
        add(body, "p", words.nobody)
    for label, url in _others(page, words):
        add(add(body, "p"), "a", label, href=url)
    return document(root)


def _snom_input(url: str, words: Words) -> bytes:
    """The telephone puts a question mark between the address and the parameter, whatever is in the address."""
    address, _, query = url.partition("?")
    root = _titled("SnomIPPhoneInput", words, words.name_or_number)
    add(root, "URL", address)
    parameter = f"{query}&term" if query else "term"
    item = _item(root, "InputItem", DisplayName=words.name_or_number, QueryStringParam=parameter)
    add(item, "DefaultValue")
    add(item, "InputFlags", "a")
    return document(root)


def _snom_results(page: Results, words: Words) -> bytes:
    root = _entries(_titled("SnomIPPhoneDirectory", words, words.title), page, words)
    keys = {words.previous: "F2", words.next: "F4"}
    for label, url in _others(page, words):
        _item(root, "SoftKeyItem", Name=keys[label], Label=label, URL=url)
    return document(root)


def _thomson_menu(url: str, words: Words) -> bytes:
    """Leads to everybody: a term is typed beforehand, its place in the configured address is `#SEARCH`."""
    root = _titled("ThomsonPhoneMenu", words)
    _item(root, "MenuItem", Name=words.title, URL=f"{url}{'&' if '?' in url else '?'}term=")
    return document(root)


def _thomson_results(page: Results, words: Words) -> bytes:
    root = _entries(element("ThomsonPhoneBook"), page, words)
    for label, url in _others(page, words):
        _item(root, "MenuItem", Name=label, URL=url)
    return document(root)


def _yealink_results(page: Results, words: Words) -> bytes:
    root = _entries(_titled("YealinkIPPhoneDirectory", words), page, words)
    keys = {words.previous: "2", words.next: "3"}
    for label, url in _others(page, words):
        item = add(root, "SoftKey", index=keys[label])
        add(item, "Label", label)
        add(item, "URI", url)
    return document(root)


VENDORS = {
    vendor.name: vendor
    for vendor in (
        Vendor("aastra", ("aastra", "mitel"), XML, _input_screen("AastraIPPhoneInputScreen"), _aastra_results),
        Vendor("cisco", ("cisco", "linksys", "allegro"), XML, _cisco_input, _cisco_results, _cisco_menu),
        Vendor("polycom", ("polycom",), XHTML, _polycom_input, _polycom_results),
        Vendor("snom", ("snom",), XML, _snom_input, _snom_results),
        Vendor("thomson", ("thomson", "technicolor"), XML, _thomson_menu, _thomson_results),
        Vendor("yealink", ("yealink",), XML, _input_screen("YealinkIPPhoneInputScreen"), _yealink_results),
    )
}


def of_agent(user_agent: str) -> Vendor | None:
    """Whose telephone that is: `Mozilla/4.0 (compatible; snom320-SIP ...)`, `Aastra6731i MAC:...`."""
    known = user_agent.lower()
    return next((vendor for vendor in VENDORS.values() if any(agent.lower() in known for agent in vendor.agents)), None)
