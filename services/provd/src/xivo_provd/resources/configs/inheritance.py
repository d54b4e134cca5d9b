# SPDX-License-Identifier: GPL-3.0-or-later
"""The values of a config with those of its ancestors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...plugin import RawConfig
from ...rawconfig import merge

Configs = Mapping[str, Mapping[str, Any]]


def inherited(config_id: str, configs: Configs) -> RawConfig:
    """Parents in their order, each with its own ancestors before it, the config last: who comes later wins.

    A parent that does not exist counts as empty; one that is met again on its own path is skipped.
    """
    return merge([_inherited(config_id, configs, (), {})])


def _inherited(config_id: str, configs: Configs, path: tuple[str, ...], known: dict[str, RawConfig]) -> RawConfig:
    config = configs.get(config_id)
    if config is None or config_id in path:
        return {}
    if config_id not in known:
        parents = [
            _inherited(parent_id, configs, (*path, config_id), known) for parent_id in config.get("parent_ids") or []
        ]
        known[config_id] = merge([*parents, config.get("raw_config") or {}])
    return known[config_id]
