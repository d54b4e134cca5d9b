# SPDX-License-Identifier: GPL-3.0-or-later
import time

import pytest
from xivo_asterisk.conf_parser import check_conf, parse_conf
from xivo_asterisk.conf_writer import ConfFile, Dialplan, dialplan_text, quoted_callerid
from xivo_asterisk.dialplan_check import check_balance, check_dialplan
from xivo_asterisk.errors import AsteriskInjection
from xivo_asterisk.pjsip_check import check_pjsip


def messages(findings):
    return " | ".join(str(finding) for finding in findings)


class TestWriter:
    def test_what_is_written_is_read_back(self):
        conf = ConfFile("generated\nby a test")
        conf.include("pjsip_extra.conf", optional=True)
        conf.section("base", [("type", "endpoint")], template=True)
        conf.section("abcd", [("callerid", '"A; B" <1>'), ("rtp_timeout", 60)], templates=["base"])
        parsed = parse_conf(conf.render())
        assert parsed.findings == []
        assert [(section.name, section.templates) for section in parsed.sections] == [
            ("base", ()),
            ("abcd", ("base",)),
        ]
        assert parsed.sections[1].get("callerid") == '"A; B" <1>'

    @pytest.mark.parametrize("value", ["a\nb", "a\rb", "a\0", " a", "a "])
    def test_values_cannot_leave_their_line(self, value):
        conf = ConfFile()
        conf.section("s")
        with pytest.raises(AsteriskInjection):
            conf.option("key", value)

    @pytest.mark.parametrize("name", ["a]b", "a\nb", "", " a", "a(b)", "a;b", "#include"])
    def test_section_names(self, name):
        with pytest.raises(AsteriskInjection):
            ConfFile().section(name)

    @pytest.mark.parametrize("key", ["a=b", "", "a\n", "[x]", "a;b"])
    def test_option_names(self, key):
        with pytest.raises(AsteriskInjection):
            ConfFile().option(key, "1")

    def test_dialplan(self):
        plan = Dialplan()
        plan.section("general", [("static", "yes")])
        plan.context("default")
        plan.include_context("xivo-extrafeatures")
        plan.extension("1000", ["Set(XIVO_NAME=" + dialplan_text('a,b) "c"; d') + ")", ("again", "Dial(PJSIP/x)")])
        plan.hint("1000", "PJSIP/x")
        text = plan.render()
        assert 'exten => 1000,1,Set(XIVO_NAME=a\\,b\\) \\"c\\"\\; d)' in text
        assert " same => n(again),Dial(PJSIP/x)" in text
        assert check_dialplan(text) == []

    @pytest.mark.parametrize("text", ["${SHELL(rm -rf /)}", "$[1]", "a\nb"])
    def test_peoples_text_is_never_evaluated(self, text):
        with pytest.raises(AsteriskInjection):
            dialplan_text(text)

    @pytest.mark.parametrize("exten", ["1,1,System(x)", "", "1 0", "1\n"])
    def test_extension_names(self, exten):
        with pytest.raises(AsteriskInjection):
            Dialplan().extension(exten, ["NoOp()"])

    def test_caller_id(self):
        assert quoted_callerid('Al "the" B', "1001") == '"Al \\"the\\" B" <1001>'
        with pytest.raises(AsteriskInjection):
            quoted_callerid("x", "1> <2")


class TestStructure:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("", "empty"),
            ("[a]\nb = 1", "cut"),
            ("b = 1\n", "before any section"),
            ("[a\nb = 1\n", "bad section"),
            ("[a]\nnonsense\n", "neither section nor option"),
            ("[a]\nb = 1\n[a]\nb = 2\n", "already given at line 1"),
            ("[a](base)\nb = 1\n", "template 'base' is not defined"),
            ("[a](+)\nb = 1\n", "adds to nothing"),
            ("#exec /bin/sh\n[a]\n", "directive refused"),
            ("[a]\nb = \x07\n", "control character"),
            ("[a]\n;--\n", "block comments"),
            ('#include "gone.conf"\n[a]\n', "'gone.conf' does not exist"),
            (f"[a]\nb = {'x' * 9000}\n", "too long"),
        ],
    )
    def test_findings(self, text, expected):
        assert expected in messages(check_conf(text, lambda path: path != "gone.conf"))

    def test_a_good_file(self):
        text = '; comment\n#tryinclude "x.conf"\n[a](!)\nb = 1 ; why\nc => \\;2\n\n[d](a)\n[a2]\n'
        assert check_conf(text, lambda path: False) == []
        assert parse_conf(text).sections[0].options == [(4, "b", "1"), (5, "c", ";2")]


class TestDialplan:
    @pytest.mark.parametrize(
        ("lines", "expected"),
        [
            ("same => n,NoOp()", "`same` without"),
            ("exten => 1,n,NoOp()", "first priority of 1 is 'n'"),
            ("exten => 1,2,NoOp()", "first priority of 1 is 2"),
            ("exten => 1,1,NoOp()\nexten => 1,1,NoOp()", "comes twice"),
            ("exten => 1,1,NoOp(\n", "bad application"),
            ("exten => 1,1,NoOp(${X)", "is missing"),
            ("exten => 1,1,NoOp(${X))})", "closes nothing"),
            ("exten => 1,1,NoOp((x)", "is missing"),
            ('exten => 1,1,NoOp("x)', "quote is not closed"),
            ("exten => 1,1,No Op()", "bad application"),
            ("exten => 1,one,NoOp()", "bad priority"),
            ("exten => 1", "bad extension"),
            ("exten => 1,hint,PJSIP/a\nexten => 1,hint,PJSIP/b", "second hint"),
            ("extne => 1,1,NoOp()", "means nothing"),
            ("exten => 1,1(a),NoOp()\n same => n(a),NoOp()", "label a of 1 comes twice"),
        ],
    )
    def test_findings(self, lines, expected):
        assert expected in messages(check_dialplan(f"[default]\n{lines}\n"))

    def test_a_good_dialplan(self):
        text = (
            "[general]\nstatic = yes\n[globals]\nX = 1\n[default]\ninclude => other\n"
            'exten => _X!,1,NoOp()\n same => n(go),GotoIf($["${A}" = "b"]?go:end)\n same => n(end),Hangup\n'
            "exten => _[1-5]X.,1,Gosub(s,1(${EXTEN},a\\,b))\nexten => 1000,hint,PJSIP/a&Custom:b\n"
        )
        assert check_dialplan(text) == []

    def test_a_context_comes_once(self):
        assert "already given" in messages(check_dialplan("[a]\n[b]\n[a]\n"))

    @pytest.mark.parametrize("text", ["a\\(b", "${X:0:1}", '$["${A}"="x"]', "[x", "f(a)g(b)"])
    def test_balanced(self, text):
        assert check_balance(text) is None


class TestPjsip:
    GOOD = (
        "[transport-udp]\ntype = transport\n[tpl](!)\ntype = endpoint\ntransport = transport-udp\n"
        "[a](tpl)\nauth = a\naors = a\n[a]\ntype = auth\n[a]\ntype = aor\n"
    )

    def test_good(self):
        assert check_pjsip(self.GOOD) == []

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("[a]\ncontext = x\n", "has no type"),
            ("[a]\ntype = peer\n", "unknown type"),
            ("[a]\ntype = aor\n[a]\ntype = aor\n", "already given"),
            ("[a]\ntype = endpoint\naors = b\n", "unknown aor 'b'"),
            ("[a]\ntype = endpoint\nauth = b\n", "unknown auth 'b'"),
        ],
    )
    def test_findings(self, text, expected):
        assert expected in messages(check_pjsip(text))

    def test_two_thousand_lines_are_checked_in_time(self):
        conf = ConfFile()
        conf.section("tpl", [("type", "endpoint")], template=True)
        for number in range(2000):
            name = f"line{number}"
            conf.section(name, [(f"option_{i}", f"value {i}") for i in range(12)] + [("auth", name)], templates=["tpl"])
            conf.section(name, [("type", "auth"), ("username", name), ("password", "x" * 20)])
            conf.section(name, [("type", "aor"), ("max_contacts", 1)])
        text = conf.render()
        begin = time.process_time()
        assert check_pjsip(text) == []
        assert time.process_time() - begin < 0.5
