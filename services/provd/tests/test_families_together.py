# SPDX-License-Identifier: GPL-3.0-or-later
"""All families installed at once: each phone is taken for what it is, and gets a plugin of its own vendor."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from xivo_provd.matrix import models
from xivo_provd.phones.identification import associate, identify
from xivo_provd.plugin import DHCPRequest, HTTPRequest, Request, RequestType, TFTPRequest
from xivo_provd.plugin.loader import PluginLoader
from xivo_provd.plugin.repository import FolderRepository

from .conftest import PLUGINS
from .family_suite import HOST, PHONE, FamilySuite, Found


def suites() -> Iterator[type[FamilySuite]]:
    for path in sorted(Path(__file__).parent.glob("test_family_*.py")):
        module = import_module(f".{path.stem}", __package__)
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, FamilySuite) and hasattr(value, "PLUGIN"):
                yield value


def requests_of(suite: type[FamilySuite]) -> Iterator[tuple[Request, RequestType, Found]]:
    for agent, path, found in suite.AGENTS:
        yield HTTPRequest(PHONE, path, {"user-agent": agent}), RequestType.HTTP, found
    for name, found in suite.FILES:
        yield TFTPRequest(PHONE, name), RequestType.TFTP, found
    for vendor_class, found in suite.VENDOR_CLASSES:
        yield DHCPRequest(PHONE, suite.DEVICE.get("mac", ""), {60: vendor_class}), RequestType.DHCP, found


@pytest.fixture
async def everything(tmp_path) -> PluginLoader:
    repository = FolderRepository(PLUGINS)
    for plugin_id, entry in (await repository.index(lambda *_: None)).items():
        await repository.fetch(plugin_id, entry, tmp_path / plugin_id, lambda *_: None)
    loader = PluginLoader(tmp_path, None, {})
    loader.load_all()
    assert loader.failures == {}
    return loader


async def test_no_family_takes_anothers_phone(everything):
    # CC-053 CC-061
    seen = 0
    for suite in suites():
        for request, request_type, found in requests_of(suite):
            if found:
                assert await identify(everything, request, request_type) == found, (suite.__name__, request)
                seen += 1
    assert seen > 50


async def test_each_model_of_the_matrix_gets_a_plugin_of_its_own(everything):
    # ADM-002
    for model in models():
        for plugin_id, version in model.plugins.items():
            chosen = await associate(everything, {"vendor": model.vendor, "model": model.name, "version": version})
            assert chosen is not None
            assert chosen.id in model.plugins, (model.name, plugin_id, chosen.id)


def test_whatever_a_file_points_at_is_answered():
    # ADM-010
    edge = (Path(__file__).parents[3] / "deploy" / "edge" / "phones.conf").read_text()
    answered = re.compile(re.search(r"^location ~ (\S+) \{$", edge, re.MULTILINE)[1])
    seen = set()
    for path in (Path(__file__).parent / "golden").iterdir():
        for url in re.findall(rb"https?://[^\"'<>\s]+", path.read_bytes()):
            parts = urlsplit(url.decode().replace("&amp;", "&"))
            assert parts.hostname == HOST.ip, path.name
            if parts.port != 8667:
                assert answered.match(parts.path), (path.name, url)
            seen.add(parts.port)
    assert seen == {None, 8667}
