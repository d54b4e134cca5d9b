# SPDX-License-Identifier: GPL-3.0-or-later
"""What daemons and users may do before any administrator decides: real permissions of real routes, and few."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from xivo_access import compile_acl
from xivo_auth.acl_lists import service_acls, user_acls

CONTRACTS = Path(__file__).parents[3] / "schemas" / "openapi"
DAEMONS = sorted(path.name for path in Path(__file__).parents[2].iterdir() if (path / "pyproject.toml").exists())
FINER = {"confd.snapshot.secrets.read", "confd.directory_configuration.secrets"}
"""Asked for by a route beyond the ACL that it declares."""


def declared() -> Iterator[str]:
    """The ACL of every route of every contract, with `*` for each parameter."""
    for contract in CONTRACTS.glob("*.yaml"):
        for operations in yaml.safe_load(contract.read_text())["paths"].values():
            for operation in operations.values():
                if isinstance(operation, dict) and operation.get("x-acl"):
                    yield re.sub(r"{[^}]+}", "*", operation["x-acl"])


ROUTES = sorted(set(declared()))


def opens_a_route(acl: str) -> bool:
    """A right names a route's parameter, or leaves it open, or covers several routes."""
    return any(compile_acl([route]).matches(acl) or compile_acl([acl]).matches(route) for route in ROUTES)


GRANTS = [(daemon, acl) for daemon, acls in service_acls().items() for acl in acls]


@pytest.mark.parametrize(("daemon", "acl"), GRANTS)
def test_a_daemons_right_opens_a_route_that_there_is(daemon: str, acl: str) -> None:
    assert acl in FINER or opens_a_route(acl)


@pytest.mark.parametrize("acl", user_acls())
def test_a_users_right_opens_a_route_that_there_is(acl: str) -> None:
    assert opens_a_route(acl)


@pytest.mark.parametrize("acl", ["confd.users.creat", "confd.nothing.#", "#.nothing"])
def test_a_slip_of_the_pen_would_be_seen(acl: str) -> None:
    assert not opens_a_route(acl)


@pytest.mark.parametrize(("daemon", "acl"), GRANTS)
def test_no_daemon_has_rights_at_all_services_or_over_tokens(daemon: str, acl: str) -> None:
    first = acl.split(".", maxsplit=1)[0]
    assert first in DAEMONS
    assert first not in {"auth", daemon}


def test_every_daemon_that_has_an_account_is_one() -> None:
    assert set(service_acls()) <= set(DAEMONS)
