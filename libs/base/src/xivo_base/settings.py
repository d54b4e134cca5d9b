# SPDX-License-Identifier: GPL-3.0-or-later
"""Configuration: command line over environment over `conf.d` over `config.yml` over defaults.

Of two files in `conf.d` the alphabetically first wins, key by key in nested sections (manual, 1.6.7). An
environment variable is `XIVO_<SECTION>__<KEY>`; `..._FILE` names a file that holds the value.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

PREFIX = "XIVO_"
LogLevel = Literal["critical", "error", "warning", "info", "debug"]
Tree = dict[str, Any]
T = TypeVar("T", bound="DaemonSettings")


class ConfigurationError(ValueError):
    """What was given can't be read as settings; says where, never a value."""


def _words(value: Any) -> Any:
    """A list may be written as JSON or as words between commas (environment variables)."""
    if not isinstance(value, str):
        return value
    return json.loads(value) if value.startswith("[") else [word.strip() for word in value.split(",") if word.strip()]


StrList = Annotated[list[str], BeforeValidator(_words)]


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ListenerSettings(Section):
    host: str = "0.0.0.0"
    port: int
    trust_loopback: bool = False


class RestApiSettings(Section):
    host: str = "0.0.0.0"
    port: int = 8000
    trust_loopback: bool = Field(
        default=False, description="callers on this host (loopback, default gateway) need no token"
    )
    extra_listeners: list[ListenerSettings] = []
    cors_origins: StrList = ["*"]
    trusted_proxies: StrList = Field(
        default=[], description="hosts, addresses or networks whose X-Forwarded-* headers count"
    )
    max_body_bytes: int = Field(default=16 * 1024 * 1024, gt=0, description="a longer request body is answered 413")


class BusSettings(Section):
    enabled: bool = True
    url: str | None = None
    host: str = "rabbitmq"
    port: int = 5672
    username: str = "guest"
    password: str = "guest"  # noqa: S105  the documented default; deployments set their own
    vhost: str = "/"
    exchange_name: str = "xivo"


class ConsulSettings(Section):
    enabled: bool = True
    host: str = "consul"
    port: int = 8500
    token: str | None = None
    advertise_address: str | None = None


class AuthSettings(Section):
    """Where tokens are verified, and this daemon's own account."""

    enabled: bool = True
    url: str = "http://auth:9497"
    username: str | None = None
    password: str | None = None


class DaemonSettings(Section):
    """What every daemon can be told; a service derives from it."""

    debug: bool = Field(default=False, description="overrides log_level")
    foreground: bool = False
    log_level: LogLevel = "info"
    log_format: Literal["auto", "json", "text"] = Field(
        default="auto", description="of stdout; auto is text on a terminal, else json"
    )
    log_filename: Path | None = None
    user: str | None = None
    pid_filename: Path | None = None
    uuid: str = Field(default_factory=lambda: str(uuid.UUID(int=0)), description="origin_uuid of events")
    rest_api: RestApiSettings = RestApiSettings()
    bus: BusSettings = BusSettings()
    consul: ConsulSettings = ConsulSettings()
    auth: AuthSettings = AuthSettings()
    services: dict[str, str] = Field(default={}, description="service name → base URL, over discovery")
    enabled_plugins: dict[str, StrList] = {}


def load_settings(cls: type[T], config_file: Path, env: Mapping[str, str], cli: Tree | None = None) -> T:
    """The effective settings. Raises `ConfigurationError`, `pydantic.ValidationError`, `OSError`."""
    merged: Tree = {}
    folder = config_file.parent / "conf.d"
    files = [*sorted(folder.glob("*.yml")), config_file] if folder.is_dir() else [config_file]
    for source in (cli or {}, environment(env, cls), *(_read(file) for file in files)):
        _fill(merged, source)
    for name, field in cls.model_fields.items():
        # a section that is partly given keeps the rest of the service's own defaults, not the section's
        if isinstance(field.default, BaseModel) and isinstance(merged.get(name), dict):
            _fill(merged[name], field.default.model_dump(exclude_unset=True))
    return cls.model_validate(merged)


def environment(env: Mapping[str, str], cls: type[BaseModel]) -> Tree:
    """Settings named by variables whose first word is a field of `cls`; other variables are not ours."""
    tree: Tree = {}
    for name, value in env.items():
        if not name.startswith(PREFIX):
            continue
        keys = name.removeprefix(PREFIX).lower().split("__")
        from_file = keys[-1].endswith("_file") and not (len(keys) == 1 and keys[0] in cls.model_fields)
        if from_file:
            keys[-1] = keys[-1].removesuffix("_file")
        if keys[0] not in cls.model_fields:
            continue
        node = tree
        for key in keys[:-1]:
            node = node.setdefault(key, {})
            if not isinstance(node, dict):
                raise ConfigurationError(f"{name}: {key} is given as one value, too")
        if isinstance(node.get(keys[-1]), dict):
            raise ConfigurationError(f"{name}: parts of it are given, too")
        node[keys[-1]] = Path(value).read_text().strip() if from_file else value
    return tree


def _read(file: Path) -> Tree:
    if not file.is_file():
        return {}
    try:
        content = yaml.safe_load(file.read_text())
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{file}, line {mark.line + 1}" if mark else str(file)
        raise ConfigurationError(f"{place}: {getattr(error, 'problem', None) or 'not YAML'}") from error
    if content is None:
        return {}
    if not isinstance(content, dict):
        raise ConfigurationError(f"{file} is not a mapping of keys to values")
    return content


def _fill(target: Tree, source: Tree) -> None:
    """Add what `target` does not say yet."""
    for key, value in source.items():
        if key not in target:
            target[key] = {**value} if isinstance(value, dict) else value
        elif isinstance(target[key], dict) and isinstance(value, dict):
            _fill(target[key], value)
