# SPDX-License-Identifier: GPL-3.0-or-later
"""An LDAP directory for the tests: OpenLDAP with some people, over plain LDAP, StartTLS and LDAPS.

As a program it runs in a container of its own, where nothing of this project is installed; `OpenLdap` is one on this
host, at ports of its own.
"""

import base64
import os
import shutil
import socket
import subprocess
import tempfile
import time
import uuid
from pathlib import Path
from typing import Self

SUFFIX = "dc=example,dc=org"
PASSWORD = "directory-password"
_SLAPD = "/usr/sbin/slapd"
_DIE_WITH_US = ["setpriv", "--pdeathsig", "KILL"] if shutil.which("setpriv") else []
SLAPD = f"""
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
attributetype ( 1.2.840.113556.1.4.2 NAME 'objectGUID' EQUALITY octetStringMatch
    SYNTAX 1.3.6.1.4.1.1466.115.121.1.40 SINGLE-VALUE )
objectclass ( 1.3.6.1.4.1.53392.1 NAME 'adUser' SUP top AUXILIARY MAY objectGUID )
pidfile {{here}}/pid
modulepath /usr/lib/ldap
moduleload back_mdb
TLSCertificateFile {{here}}/certificate.pem
TLSCertificateKeyFile {{here}}/key.pem
database mdb
suffix "{SUFFIX}"
rootdn "cn=admin,{SUFFIX}"
rootpw {PASSWORD}
directory {{here}}/data
index objectClass,entryUUID eq
index cn,sn,givenName sub
access to attrs=userPassword by anonymous auth by * none
access to dn.subtree="ou=secret,{SUFFIX}" by users read by anonymous auth by * none
access to * by * read
"""
PEOPLE = (
    ("people", "Émile", "Zola", "5550101", "zola-password"),
    ("people", "Alice", "Liddell", "555 0102", "liddell-password"),
    ("people", "Bob (the) *star*", "Builder", "+1-555-0103", "builder-password"),
    ("secret", "Mata", "Hari", "5550199", "hari-password"),
)


def entry(lines: dict[str, str]) -> str:
    """Each value in base64: whatever is in it."""
    return "".join(f"{name}:: {base64.b64encode(value.encode()).decode()}\n" for name, value in lines.items()) + "\n"


def people() -> str:
    text = f"dn: {SUFFIX}\nobjectClass: dcObject\nobjectClass: organization\no: ACME\ndc: example\n\n"
    for unit in ("people", "secret"):
        text += f"dn: ou={unit},{SUFFIX}\nobjectClass: organizationalUnit\nou: {unit}\n\n"
    for number, (unit, given, surname, telephone, password) in enumerate(PEOPLE, start=1):
        guid = base64.b64encode(uuid.UUID(int=number).bytes_le).decode()
        text += f"dn: uid={surname.lower()},ou={unit},{SUFFIX}\nobjectClass: inetOrgPerson\nobjectClass: adUser\n"
        text += f"objectGUID:: {guid}\n" + entry(
            {
                "uid": surname.lower(),
                "cn": f"{given} {surname}",
                "givenName": given,
                "sn": surname,
                "telephoneNumber": telephone,
                "mail": f"{surname.lower()}@example.org",
                "userPassword": password,
            }
        )
    return text


def prepare(here: Path) -> Path:
    """The configuration of a server with all its files in this folder. Its certificate is of `ldap` and `localhost`."""
    (here / "data").mkdir(parents=True, exist_ok=True)
    certificate = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=ldap"]
    certificate += ["-addext", "subjectAltName=DNS:ldap,DNS:localhost"]
    certificate += ["-keyout", str(here / "key.pem"), "-out", str(here / "certificate.pem")]
    subprocess.run(certificate, check=True, capture_output=True)
    config = here / "slapd.conf"
    config.write_text(SLAPD.format(here=here))
    (here / "people.ldif").write_text(people())
    load = ["-f", str(config), "-l", str(here / "people.ldif")]
    subprocess.run([_SLAPD, "-T", "add", *load], check=True, capture_output=True)
    return config


class OpenLdap:
    """Started on entering, gone on leaving. ``uri`` and ``secure_uri`` are its addresses."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="xivo-ldap-", dir="/tmp"))
        self.port, self.secure_port = _free_port(), _free_port()
        self.uri = f"ldap://127.0.0.1:{self.port}"
        self.secure_uri = f"ldaps://localhost:{self.secure_port}"
        self.certificate = self.folder / "certificate.pem"
        self._config: Path | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self._config = prepare(self.folder)
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self) -> None:
        addresses = f"{self.uri} ldaps://127.0.0.1:{self.secure_port}"
        self._process = subprocess.Popen([*_DIE_WITH_US, _SLAPD, "-f", str(self._config), "-h", addresses, "-d", "0"])
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and self._process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.02)
        raise RuntimeError("slapd does not listen")

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(10)
            self._process = None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def main() -> None:
    config = prepare(Path("/tmp/ldap"))
    os.execv(_SLAPD, ["slapd", "-f", str(config), "-h", "ldap://0.0.0.0 ldaps://0.0.0.0", "-d", "0"])


if __name__ == "__main__":
    main()
