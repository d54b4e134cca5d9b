# SPDX-License-Identifier: GPL-3.0-or-later
from xivo_sysconfd.asterisk.old_contacts import commands, lost

TRUNK = "\n[north]\ntype = endpoint\naors = north\n[north]\ntype = aor\nmax_contacts = 1\n"
LINE = "\n[abc](line)\nauth = abc\n[abc](line-aor)\ntype = aor\n"
SHOWN = """/registrar/contact/abc;@d41d8cd98f00b204e9800998ecf8427e: {"uri":"sip:abc@192.0.2.2:5060"}
/registrar/contact/north;@900150983cd24fb0d6963f7d28e17f72: {"uri":"sip:north@192.0.2.9:5060"}
/registrar/contact/north-2;@4ed9407630eb1000c0f6b63842defa7d: {"uri":"sip:north-2@192.0.2.8:5060"}
3 results found.
"""


def test_an_account_is_lost_with_its_section() -> None:
    assert lost(TRUNK + LINE, LINE) == {"north"}
    assert lost(LINE, LINE + TRUNK) == set()
    assert lost(LINE + TRUNK, TRUNK + LINE) == set()


def test_only_its_own_contacts_are_removed() -> None:
    assert commands(SHOWN, {"north"}) == ["database del registrar/contact north;@900150983cd24fb0d6963f7d28e17f72"]
    assert commands(SHOWN, {"south"}) == []
    assert commands("0 results found.\n", {"north"}) == []
