# SPDX-License-Identifier: GPL-3.0-or-later
"""The vendors' XML, from their developers' guides: Aastra "XML Development Guide", Cisco "IP Phone Services", Polycom
"Web Application Developer's Guide" (XHTML), Snom "XML Minibrowser", Thomson / Technicolor ST, Yealink "XML Browser".
"""

from __future__ import annotations

from urllib.parse import parse_qsl
from xml.etree.ElementTree import Element

from .pages import Results, Vendor, Words, add, document, element

XML = "text/xml; charset=utf-8"
XHTML = "application/xhtml+xml; charset=utf-8"
_XHTML_NAMESPACE = "http://www.w3.org/1999/xhtml"


def _aastra_input(url: str, words: Words) -> bytes:
    root = element("AastraIPPhoneInputScreen", type="string", destroyOnExit="yes")
    add(root, "Title", words.title)
    add(root, "Prompt", words.name_or_number)
    add(root, "URL", url)
    add(root, "Parameter", "term")
    add(root, "Default")
    return document(root)


def _aastra_results(page: Results, words: Words) -> bytes:
    if not page.lines:
        root = element("AastraIPPhoneTextScreen", destroyOnExit="yes")
        add(root, "Title", words.title)
        add(root, "Text", words.nobody)
        return document(root)
    root = element("AastraIPPhoneTextMenu", style="none", destroyOnExit="yes")
    add(root, "Title", words.title)
    for line in page.lines:
        item = add(root, "MenuItem")
        add(item, "Prompt", line.name)
        add(item, "URI", f"Dial:{line.number}")
        add(item, "Dial", line.number)
    for label, url in ((words.previous, page.previous), (words.next, page.next)):
        if url:
            item = add(root, "MenuItem")
            add(item, "Prompt", label)
            add(item, "URI", url)
    return document(root)


def _cisco_menu(url: str, words: Words) -> bytes:
    root = element("CiscoIPPhoneMenu")
    add(root, "Title", words.title)
    add(root, "Prompt", words.title)
    item = add(root, "MenuItem")
    add(item, "Name", words.search)
    add(item, "URL", url)
    return document(root)


def _cisco_input(url: str, words: Words) -> bytes:
    root = element("CiscoIPPhoneInput")
    add(root, "Title", words.title)
    add(root, "Prompt", words.name_or_number)
    add(root, "URL", url)
    item = add(root, "InputItem")
    add(item, "DisplayName", words.name_or_number)
    add(item, "QueryStringParam", "term")
    add(item, "InputFlags", "A")
    add(item, "DefaultValue")
    return document(root)


def _entries(root: Element, page: Results, words: Words) -> Element:
    for line in page.lines:
        entry = add(root, "DirectoryEntry")
        add(entry, "Name", line.name)
        add(entry, "Telephone", line.number)
    if not page.lines:
        entry = add(root, "DirectoryEntry")
        add(entry, "Name", words.nobody)
        add(entry, "Telephone", "")
    return root


def _cisco_results(page: Results, words: Words) -> bytes:
    root = element("CiscoIPPhoneDirectory")
    add(root, "Title", words.title)
    add(root, "Prompt", words.title)
    _entries(root, page, words)
    keys = (
        (words.dial, "SoftKey:Dial"),
        (words.previous, page.previous),
        (words.exit, "SoftKey:Exit"),
        (words.next, page.next),
    )
    for position, (label, url) in enumerate(keys, start=1):
        if url:
            item = add(root, "SoftKeyItem")
            add(item, "Name", label)
            add(item, "URL", url)
            add(item, "Position", str(position))
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
    for label, url in ((words.previous, page.previous), (words.next, page.next)):
        if url:
            add(add(body, "p"), "a", label, href=url)
    return document(root)


def _snom_input(url: str, words: Words) -> bytes:
    """The telephone puts a question mark between the address and the parameter, whatever is in the address."""
    address, _, query = url.partition("?")
    root = element("SnomIPPhoneInput")
    add(root, "Title", words.title)
    add(root, "Prompt", words.name_or_number)
    add(root, "URL", address)
    item = add(root, "InputItem")
    add(item, "DisplayName", words.name_or_number)
    add(item, "QueryStringParam", f"{query}&term" if query else "term")
    add(item, "DefaultValue")
    add(item, "InputFlags", "a")
    return document(root)


def _snom_results(page: Results, words: Words) -> bytes:
    root = element("SnomIPPhoneDirectory")
    add(root, "Title", words.title)
    add(root, "Prompt", words.title)
    _entries(root, page, words)
    for key, label, url in (("F2", words.previous, page.previous), ("F4", words.next, page.next)):
        if url:
            item = add(root, "SoftKeyItem")
            add(item, "Name", key)
            add(item, "Label", label)
            add(item, "URL", url)
    return document(root)


def _thomson_menu(url: str, words: Words) -> bytes:
    """Leads to everybody: a term is typed beforehand, its place in the configured address is `#SEARCH`."""
    root = element("ThomsonPhoneMenu")
    add(root, "Title", words.title)
    item = add(root, "MenuItem")
    add(item, "Name", words.title)
    add(item, "URL", f"{url}{'&' if '?' in url else '?'}term=")
    return document(root)


def _thomson_results(page: Results, words: Words) -> bytes:
    root = _entries(element("ThomsonPhoneBook"), page, words)
    for label, url in ((words.previous, page.previous), (words.next, page.next)):
        if url:
            item = add(root, "MenuItem")
            add(item, "Name", label)
            add(item, "URL", url)
    return document(root)


def _yealink_input(url: str, words: Words) -> bytes:
    root = element("YealinkIPPhoneInputScreen", type="string", destroyOnExit="yes")
    add(root, "Title", words.title)
    add(root, "Prompt", words.name_or_number)
    add(root, "URL", url)
    add(root, "Parameter", "term")
    add(root, "Default")
    return document(root)


def _yealink_results(page: Results, words: Words) -> bytes:
    root = element("YealinkIPPhoneDirectory")
    add(root, "Title", words.title)
    _entries(root, page, words)
    for position, (label, url) in enumerate(((words.previous, page.previous), (words.next, page.next)), start=2):
        if url:
            item = add(root, "SoftKey", index=str(position))
            add(item, "Label", label)
            add(item, "URI", url)
    return document(root)


VENDORS = {
    vendor.name: vendor
    for vendor in (
        Vendor("aastra", ("aastra", "mitel"), XML, _aastra_input, _aastra_results),
        Vendor("cisco", ("cisco", "linksys", "allegro"), XML, _cisco_input, _cisco_results, _cisco_menu),
        Vendor("polycom", ("polycom",), XHTML, _polycom_input, _polycom_results),
        Vendor("snom", ("snom",), XML, _snom_input, _snom_results),
        Vendor("thomson", ("thomson", "technicolor"), XML, _thomson_menu, _thomson_results),
        Vendor("yealink", ("yealink",), XML, _yealink_input, _yealink_results),
    )
}


def of_agent(user_agent: str) -> Vendor | None:
    """Whose telephone that is: `Mozilla/4.0 (compatible; snom320-SIP ...)`, `Aastra6731i MAC:...`."""
    known = user_agent.lower()
    return next((vendor for vendor in VENDORS.values() if any(agent.lower() in known for agent in vendor.agents)), None)
