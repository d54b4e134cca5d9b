# SPDX-License-Identifier: GPL-3.0-or-later
"""An LDAP directory for the tests: OpenLDAP with some people, over plain LDAP, StartTLS and LDAPS.

Runs in a container of its own, where nothing of this project is installed.
"""

import base64
import os
import subprocess
import uuid
from pathlib import Path

HERE = Path("/tmp/ldap")
SUFFIX = "dc=example,dc=org"
PASSWORD = "directory-password"
SLAPD = f"""
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
attributetype ( 1.2.840.113556.1.4.2 NAME 'objectGUID' EQUALITY octetStringMatch
    SYNTAX 1.3.6.1.4.1.1466.115.121.1.40 SINGLE-VALUE )
objectclass ( 1.3.6.1.4.1.53392.1 NAME 'adUser' SUP top AUXILIARY MAY objectGUID )
pidfile {HERE}/pid
modulepath /usr/lib/ldap
moduleload back_mdb
TLSCertificateFile {HERE}/certificate.pem
TLSCertificateKeyFile {HERE}/key.pem
database mdb
suffix "{SUFFIX}"
rootdn "cn=admin,{SUFFIX}"
rootpw {PASSWORD}
directory {HERE}/data
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


def main() -> None:
    (HERE / "data").mkdir(parents=True, exist_ok=True)
    certificate = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=ldap"]
    certificate += ["-addext", "subjectAltName=DNS:ldap"]
    certificate += ["-keyout", str(HERE / "key.pem"), "-out", str(HERE / "certificate.pem")]
    subprocess.run(certificate, check=True, capture_output=True)
    config = HERE / "slapd.conf"
    config.write_text(SLAPD)
    (HERE / "people.ldif").write_text(people())
    subprocess.run(["slapadd", "-f", str(config), "-l", str(HERE / "people.ldif")], check=True)
    os.execvp("slapd", ["slapd", "-f", str(config), "-h", "ldap://0.0.0.0 ldaps://0.0.0.0", "-d", "0"])


if __name__ == "__main__":
    main()
