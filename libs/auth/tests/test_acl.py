# SPDX-License-Identifier: GPL-3.0-or-later
"""What an ACL lets through."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from xivo_access import compile_acl, required_acl, word


@pytest.mark.parametrize(
    ("pattern", "required", "allowed"),
    [
        ("confd.users.read", "confd.users.read", True),
        ("confd.users.read", "confd.users.create", False),
        ("confd.users.read", "confd.users.read.more", False),
        ("confd.*.read", "confd.users.read", True),
        ("confd.*.read", "confd.users.3.read", False),
        ("confd.*.read", "confd.read", False),
        ("confd.#", "confd", True),
        ("confd.#", "confd.users.3.read", True),
        ("confd.#", "confdx.users", False),
        ("confd.#.read", "confd.read", True),
        ("confd.#.read", "confd.users.3.read", True),
        ("confd.#.read", "confd.users.3.readx", False),
        ("confd.#.read", "confd.users.3xread", False),
        ("#", "anything.at.all", True),
        ("#.read", "read", True),
        ("#.read", "xread", False),
        ("#.users.#", "confd.users.3", True),
        ("confd.users.*.*", "confd.users.3.read", True),
        ("confd.(.*)", "confd.users", False),
        ("", "confd", False),
    ],
)
def test_words_and_wildcards(pattern: str, required: str, allowed: bool) -> None:  # SYS-277
    assert compile_acl([pattern]).matches(required) is allowed


class TestDenial:
    def test_takes_away_what_others_give(self) -> None:
        acl = compile_acl(["confd.#", "!confd.users.#"])
        assert acl.matches("confd.lines.read")
        assert not acl.matches("confd.users.read")

    def test_wins_in_any_order(self) -> None:
        assert not compile_acl(["!confd.users.read", "#"]).matches("confd.users.read")

    def test_alone_gives_nothing(self) -> None:
        assert not compile_acl(["!confd.users.read"]).matches("confd.lines.read")

    def test_nobody_without_patterns(self) -> None:
        assert not compile_acl([]).matches("confd.users.read")


class TestMe:
    def test_is_the_owner_of_the_token(self) -> None:
        acl = compile_acl(["confd.users.me.read"], "ab-12")
        assert acl.matches("confd.users.ab-12.read")
        assert acl.matches("confd.users.me.read")
        assert not acl.matches("confd.users.cd-34.read")

    def test_is_one_word_whatever_the_owner_is_called(self) -> None:
        acl = compile_acl(["confd.users.me.read"], "#")
        assert not acl.matches("confd.users.cd-34.read")
        assert acl.matches(required_acl("confd.users.{id}.read", {"id": "#"}))


class TestIdsAreEscaped:
    def test_an_id_with_dots_is_one_word(self) -> None:
        required = required_acl("provd.configs.{config_id}.read", {"config_id": "x.#.*"})
        assert required.count(".") == 3
        assert compile_acl(["provd.configs.*.read"]).matches(required)
        assert not compile_acl(["provd.configs.x.read"]).matches(required)

    @given(st.text(), st.text())
    def test_two_ids_never_become_the_same_word(self, one: str, other: str) -> None:
        # lone surrogates can't come over the wire
        if one != other and not any("\ud800" <= character <= "\udfff" for character in one + other):
            assert word(one) != word(other)

    @given(st.text())
    def test_a_word_holds_nothing_that_means_something(self, value: str) -> None:
        assert not set(word(value)) & set(".*#!\n\0")
