# SPDX-License-Identifier: GPL-3.0-or-later
"""The variables of the system's own configuration."""

from __future__ import annotations

from typing import Any

from xivo_confgend.generators.common_configuration import HEADER, CommonConfigurationGenerator
from xivo_confgend.snapshot import Snapshot
from xivo_confgend.testing import company

DHCP: dict[str, Any] = {
    "active": True,
    "pool_start": "10.0.0.10",
    "pool_end": "10.0.0.99",
    "network_interfaces": ["eth0", "eth1"],
    "integration": True,
}


def generated(**settings: Any) -> list[str]:
    data = company(1)
    data["settings"] = {**data["settings"], **settings}
    return CommonConfigurationGenerator().generate(Snapshot(data)).splitlines()


def test_dhcp_for_telephones() -> None:  # SYS-193, SYS-194, CC-045, CC-061
    assert generated(dhcp=DHCP) == [
        HEADER,
        'XIVO_DHCP_ACTIVE="1"',
        'XIVO_DHCP_POOL="10.0.0.10 10.0.0.99"',
        'XIVO_DHCP_EXTRA_IFACES="eth0 eth1"',
        'XIVO_DHCP_INTEGRATION="1"',
    ]


def test_dhcp_is_off_until_it_is_switched_on() -> None:  # SYS-193, DEV-045
    off = [
        HEADER,
        'XIVO_DHCP_ACTIVE="0"',
        'XIVO_DHCP_POOL=""',
        'XIVO_DHCP_EXTRA_IFACES=""',
        'XIVO_DHCP_INTEGRATION="0"',
    ]
    assert generated() == off
    assert generated(dhcp={**DHCP, "active": False}) == off


def test_integration_is_a_switch_of_its_own() -> None:  # CC-061
    assert 'XIVO_DHCP_INTEGRATION="0"' in generated(dhcp={**DHCP, "integration": False})
