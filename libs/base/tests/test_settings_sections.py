# SPDX-License-Identifier: GPL-3.0-or-later
"""A section that is given in part keeps the service's own defaults for the rest."""

from pathlib import Path

from xivo_base.settings import DaemonSettings, RestApiSettings, load_settings


class Service(DaemonSettings):
    rest_api: RestApiSettings = RestApiSettings(port=9486, trust_loopback=True)


def test_one_variable_does_not_reset_its_section(tmp_path: Path) -> None:  # DEV-026
    env = {"XIVO_REST_API__TRUSTED_PROXIES": "edge"}
    settings = load_settings(Service, tmp_path / "config.yml", env)
    assert settings.rest_api.port == 9486
    assert settings.rest_api.trust_loopback
    assert settings.rest_api.trusted_proxies == ["edge"]
