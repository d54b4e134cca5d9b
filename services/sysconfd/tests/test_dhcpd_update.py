# SPDX-License-Identifier: GPL-3.0-or-later
"""`dhcpd-update`: what the DHCP server takes from a web server, and what it refuses. With dhcpd itself: test_dhcp.py of
tests-integration.
"""

import base64
import hashlib
import importlib
import json
import sys
import threading
import time
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pytest_socket import enable_socket

IMAGE = Path(__file__).parents[3] / "deploy" / "dhcp"
ACME = 'class "acme" {\n    match if substring(option vendor-class-identifier, 0, 4) = "acme";\n}\n'


@pytest.fixture(scope="module")
def program():
    """The program of the image."""
    sys.path.insert(0, str(IMAGE))
    try:
        yield importlib.import_module("xivo_dhcp.fetch")
    finally:
        sys.path.remove(str(IMAGE))


class Publisher:
    """A web server with vendors' files, as `make plugin-repo` makes them."""

    def __init__(self, folder):
        self.folder = folder
        self.key = Ed25519PrivateKey.generate()
        self.asked = []
        self.pause = 0.0
        publisher, asked = self, self.asked

        class Handler(SimpleHTTPRequestHandler):
            def copyfile(self, source, outputfile):
                while publisher.pause and (octet := source.read(1)):
                    time.sleep(publisher.pause)
                    outputfile.write(octet)
                super().copyfile(source, outputfile)

            def do_GET(self):
                asked.append(self.path)
                self.path = self.path.removeprefix("http://plugins.example")
                super().do_GET()

            def log_message(self, *_args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"

    @property
    def public(self):
        return base64.b64encode(self.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()

    def publish(self, files, index=None):
        sums = {name: {"sha256sum": hashlib.sha256(text.encode()).hexdigest()} for name, text in files.items()}
        for name, text in files.items():
            (self.folder / name).write_text(text)
        content = json.dumps(sums if index is None else index).encode()
        (self.folder / "dhcpd_update.db").write_bytes(content)
        (self.folder / "dhcpd_update.db.sig").write_bytes(base64.b64encode(self.key.sign(content)))


@pytest.fixture
def publisher(tmp_path):
    enable_socket()
    (tmp_path / "web").mkdir()
    publisher = Publisher(tmp_path / "web")
    thread = threading.Thread(target=publisher.server.serve_forever, args=(0.05,))
    thread.start()
    yield publisher
    publisher.server.shutdown()
    thread.join()
    publisher.server.server_close()


@pytest.fixture
def settings(program, publisher, tmp_path):
    def read(text):
        path = tmp_path / "dhcpd-update.conf"
        path.write_text(text)
        return program.read_settings(path)

    return read


@pytest.fixture
def index(program, publisher, settings):
    """What is taken of the server, by a program that trusts its key."""
    trusting = settings(f"[general]\nserver = {publisher.url}\nkeys = {publisher.public}\n")
    return lambda: program.download(trusting)


class TestWhatIsTaken:
    def test_signed_files(self, publisher, index):  # DEV-177, DEV-179
        publisher.publish({"acme.conf": ACME})
        assert index() == {"acme.conf": ACME}

    def test_by_the_proxy(self, program, publisher, settings):  # SYS-253
        publisher.publish({"acme.conf": ACME})
        through = settings(
            f"[general]\nserver = http://plugins.example/\nkeys = {publisher.public}\n[proxy]\nhttp = {publisher.url}\n"
        )
        assert program.download(through) == {"acme.conf": ACME}
        assert publisher.asked[0] == "http://plugins.example/dhcpd_update.db"


class TestWhatIsRefused:
    def test_what_somebody_else_signed(self, program, publisher, index):
        publisher.publish({"acme.conf": ACME})
        publisher.key = Ed25519PrivateKey.generate()
        (publisher.folder / "dhcpd_update.db.sig").write_bytes(base64.b64encode(publisher.key.sign(b"other")))
        with pytest.raises(program.NotFetched, match=r"dhcpd_update\.db is not signed by one of the keys"):
            index()

    def test_another_file_than_the_signed_one(self, program, publisher, index):
        publisher.publish({"acme.conf": ACME})
        (publisher.folder / "acme.conf").write_text(ACME + "# changed\n")
        with pytest.raises(program.NotFetched, match=r"acme\.conf: the sum is not the one of dhcpd_update\.db"):
            index()

    @pytest.mark.parametrize(
        ("text", "word"),
        [
            ('on commit { execute("/bin/sh"); }', "execute"),
            ('on commit { EXECUTE("/bin/sh"); }', "EXECUTE"),
            ('include "/etc/passwd";', "include"),
            ('Include "/etc/passwd";', "Include"),
            ("omapi-port 7911;", "omapi-port"),
        ],
    )
    def test_what_reaches_out_of_dhcpd(self, program, publisher, index, text, word):
        publisher.publish({"acme.conf": ACME + text})
        with pytest.raises(program.NotFetched, match=rf"acme\.conf: {word} is not allowed"):
            index()

    @pytest.mark.parametrize("name", ["../dhcpd.conf", "/etc/passwd", "acme", "Acme.conf", ".conf"])
    def test_names_that_lead_elsewhere(self, program, publisher, index, name):
        publisher.publish({}, {name: {"sha256sum": "0"}})
        with pytest.raises(program.NotFetched, match="is not the name of a vendor's file"):
            index()

    @pytest.mark.parametrize("content", [[], {"acme.conf": "text"}, {f"a{n}.conf": {} for n in range(101)}])
    def test_what_is_no_index(self, program, publisher, index, content):
        publisher.publish({}, content)
        with pytest.raises(program.NotFetched):
            index()

    def test_too_much(self, program, publisher, index):
        publisher.publish({"acme.conf": "#" * 65537})
        with pytest.raises(program.NotFetched, match=r"acme\.conf is larger than 65536 octets"):
            index()

    def test_what_comes_in_drops(self, program, publisher, index, monkeypatch):
        """A time-out of each read alone would keep the next update waiting for days."""
        publisher.publish({"acme.conf": ACME})
        publisher.pause = 0.02
        monkeypatch.setattr(program, "SECONDS", 0.5)
        with pytest.raises(program.NotFetched, match=r"dhcpd_update\.db did not come within 0\.5 s"):
            index()

    def test_a_server_that_is_away(self, program, publisher, index):
        publisher.publish({})
        (publisher.folder / "dhcpd_update.db").unlink()
        with pytest.raises(program.NotFetched, match=r"dhcpd_update\.db: "):
            index()


class TestTheSettings:
    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("[general]\nserver = http://192.0.2.1/\n", "a server without TLS needs keys"),
            ("[general]\nserver = file:///etc\n", "server is not a web address"),
            ("server = x", "no section headers"),
        ],
    )
    def test_that_are_not_safe_or_not_good(self, program, settings, text, message):
        with pytest.raises(program.NotFetched, match=message):
            settings(text)

    def test_as_delivered_nothing_is_fetched(self, program):  # SYS-253
        assert program.read_settings(IMAGE / "dhcpd-update.conf") == program.Settings()

    def test_the_file_may_be_absent(self, program, tmp_path):
        assert program.read_settings(tmp_path / "none") == program.Settings()
