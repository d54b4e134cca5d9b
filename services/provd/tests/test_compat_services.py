# SPDX-License-Identifier: GPL-3.0-or-later
"""What an isolated plugin answers: files by its HTTP and TFTP services, each question once."""

from __future__ import annotations

import pytest
from xivo_provd.plugin import HTTPRequest, RequestType, TFTPRequest

from .compat_vendor import BASE
from .compat_worker import REQUEST, Daemon, isolated_plugins


@pytest.fixture
async def make(tmp_path):
    async with isolated_plugins(tmp_path, Daemon()) as make:
        yield make


class TestServices:
    TREE = (
        "from twisted.web.resource import NoResource, Resource\n"
        "from wazo_provd.servers.http import HTTPNoListingFileService\n"
        "from wazo_provd.servers.tftp.service import TFTPFileService, TFTPNullService\n"
        "import io\n"
        "class Dynamic(Resource):\n"
        "    isLeaf = True\n"
        "    def render_GET(self, request):\n"
        "        request.setHeader(b'Content-Type', b'text/plain')\n"
        "        return b'for ' + request.args[b'uuid'][0]\n"
        "class Root(HTTPNoListingFileService):\n"
        "    def getChild(self, path, request):\n"
        "        if path == b'hidden': return NoResource()\n"
        "        if path == b'broken': 1/0\n"
        "        return super().getChild(path, request)\n"
        "class Tftp(TFTPFileService):\n"
        "    def handle_read_request(self, request, response):\n"
        "        name = request['packet']['filename']\n"
        "        if name == b'list': response.accept(io.BytesIO(b'a,b'))\n"
        "        elif name == b'no': response.reject(1, b'no')\n"
        "        elif name == b'silent': response.ignore()\n"
        "        else: super().handle_read_request(request, response)\n"
        f"{BASE}"
        "    def __init__(self, *args):\n"
        "        super().__init__(*args)\n"
        "        self.http_service = Root(self._tftpboot_dir)\n"
        "        self.http_service.putChild(b'dynamic', Dynamic())\n"
        "        self.http_service.putChild(b'alias', HTTPNoListingFileService(self._tftpboot_dir + '/Real'))\n"
        "        self.http_service.putChild(b'etc', HTTPNoListingFileService('/etc'))\n"
        "        self.tftp_service = Tftp(self._tftpboot_dir)\n"
    )

    @pytest.mark.parametrize(
        ("path", "resolved"),
        [
            ("/a/b.cfg", "a/b.cfg"),
            ("/alias/x.cfg", "Real/x.cfg"),
            ("/dynamic", b"for 7"),
            ("/hidden", None),
            ("/hidden/x", None),
            ("/broken", None),
            ("/etc/passwd", None),
            ("/a/../../entry.py", None),
        ],
    )
    async def test_a_tree_of_http_resources(self, make, path, resolved):
        request = HTTPRequest("10.34.2.50", path, {}, {"uuid": "7"})
        assert await make(self.TREE).resolve(request, RequestType.HTTP) == resolved

    @pytest.mark.parametrize(
        ("name", "resolved"),
        [("x/y.cfg", "x/y.cfg"), ("list", b"a,b"), ("no", None), ("silent", None), ("../../entry.py", None)],
    )
    async def test_a_tftp_service(self, make, name, resolved):
        assert await make(self.TREE).resolve(TFTPRequest("10.34.2.50", name), RequestType.TFTP) == resolved

    READING = (
        "import os\n"
        "from twisted.web.resource import Resource\n"
        "from wazo_provd.servers.tftp.service import TFTPNullService\n"
        "class Own(Resource):\n"
        "    def __init__(self, folder):\n"
        "        super().__init__()\n        self.folder = folder\n"
        "    def render_POST(self, request):\n"
        "        name = request.args[b'uuid'][0].decode()\n"
        "        if name == 'text': return 'né'\n"
        "        if name == 'raises': return open(self.folder + '/x.cfg').read()\n"
        "        try:\n"
        "            with open(os.path.join(self.folder, name)) as file: return file.read()\n"
        "        except OSError:\n"
        "            request.setResponseCode(404)\n            return b'none'\n"
        "class Tftp(TFTPNullService):\n"
        "    def handle_read_request(self, request, response):\n"
        "        try: response.accept(open(self.folder + '/' + request['packet']['filename'].decode(), 'rb'))\n"
        "        except OSError: super().handle_read_request(request, response)\n"
        f"{BASE}"
        "    def __init__(self, *args):\n"
        "        super().__init__(*args)\n"
        "        self.http_service = Resource()\n"
        "        self.http_service.putChild(b'own', Own(self._tftpboot_dir))\n"
        "        self.tftp_service = Tftp()\n        self.tftp_service.folder = self._tftpboot_dir\n"
    )

    @pytest.mark.parametrize(
        ("name", "resolved"),
        [
            ("6fa459ea", "6fa459ea"),
            ("sub/a.cfg", "sub/a.cfg"),
            ("raises", "x.cfg"),
            ("text", "né".encode()),
            ("../../plugin-info-not-there", None),
        ],
    )
    async def test_a_service_that_reads_a_phones_file_by_itself(self, make, name, resolved):
        # Such a file is on no disk: the daemon renders it and decides who may have it.
        request = HTTPRequest("10.34.2.50", "/own", {}, {"uuid": name}, "POST")
        assert await make(self.READING).resolve(request, RequestType.HTTP) == resolved

    async def test_so_does_a_tftp_service(self, make, tmp_path):
        plugin = make(self.READING)
        (tmp_path / "wazo-x-1" / "var" / "tftpboot" / "boot.bin").write_bytes(b"boot")
        assert await plugin.resolve(TFTPRequest("10.34.2.50", "a.cfg"), RequestType.TFTP) == "a.cfg"
        assert await plugin.resolve(TFTPRequest("10.34.2.50", "boot.bin"), RequestType.TFTP) == b"boot"

    async def test_a_get_is_not_a_post(self, make):
        request = HTTPRequest("10.34.2.50", "/own", {}, {"uuid": "6fa459ea"})
        assert await make(self.READING).resolve(request, RequestType.HTTP) is None

    REWRITING = (
        "import os\n"
        "from wazo_provd.servers.http import HTTPNoListingFileService\n"
        "class Service(HTTPNoListingFileService):\n"
        "    def path_preprocess(self, request):\n"
        "        request.path = os.path.normpath(request.path)\n"
        "        request.postpath = request.path.split(SEPARATOR)[1:]\n"
        f"{BASE}"
        "    def __init__(self, *args):\n"
        "        super().__init__(*args)\n"
        "        self.http_service = Service(self._tftpboot_dir)\n"
    )

    @pytest.mark.parametrize(
        ("separator", "path", "resolved"),
        [("b'/'", "/42/2/./x.cfg", "42/2/x.cfg"), ("'/'", "/42/2/x.cfg", "42/2/x.cfg"), ("b'/'", "/../x", "x")],
    )
    async def test_a_service_that_rewrites_paths(self, make, separator, path, resolved):
        # One that fails at it, as with text where octets are, rewrites nothing.
        plugin = make(self.REWRITING.replace("SEPARATOR", separator))
        assert await plugin.resolve(HTTPRequest("10.34.2.50", path), RequestType.HTTP) == resolved

    async def test_without_services_nothing_is_served(self, make):
        plugin = make(BASE)
        assert await plugin.resolve(REQUEST, RequestType.HTTP) is None
        assert await plugin.resolve(TFTPRequest("10.34.2.50", "x"), RequestType.TFTP) is None


class TestMemory:
    async def test_the_same_question_is_asked_once(self, make):
        code = (
            "class E:\n    n = 0\n    def extract(self, request, kind):\n"
            "        E.n += 1\n        return {'vendor': 'Y', 'model': str(E.n)}\n"
            f"{BASE}    http_dev_info_extractor = E()\n"
        )
        plugin = make(code)
        first = await plugin.identify(REQUEST, RequestType.HTTP)
        again = await plugin.identify(REQUEST, RequestType.HTTP)
        other = await plugin.identify(HTTPRequest("10.34.2.51", "/x.cfg"), RequestType.HTTP)
        assert (first, again, other) == (
            {"vendor": "Y", "model": "1"},
            {"vendor": "Y", "model": "1"},
            {"vendor": "Y", "model": "2"},
        )
