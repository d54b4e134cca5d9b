# SPDX-License-Identifier: GPL-3.0-or-later
"""Plugins are installed packages; stevedore finds them by entry point."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from stevedore import NamedExtensionManager

logger = logging.getLogger(__name__)


@dataclass
class Plugins:
    """What was loaded, and why the rest was not (shown in `/status`)."""

    namespace: str
    loaded: dict[str, Any] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)


def load_plugins(namespace: str, enabled: Iterable[str], *arguments: Any) -> Plugins:
    """Make each enabled plugin with `arguments`. One that fails is disabled and logged; the daemon goes on."""
    plugins = Plugins(namespace)
    wanted = list(dict.fromkeys(enabled))

    def failed(_manager: object, entry_point: Any, error: BaseException) -> None:
        plugins.failed[entry_point.name] = repr(error)

    manager: NamedExtensionManager[Any] = NamedExtensionManager(
        namespace,
        names=wanted,
        invoke_on_load=False,
        on_load_failure_callback=failed,
        on_missing_entrypoints_callback=lambda _missing: None,  # told below, with the others that failed
    )
    found = {extension.name: extension.plugin for extension in manager}
    for name in wanted:
        if name not in found:
            plugins.failed.setdefault(name, "not installed")
            continue
        try:
            plugins.loaded[name] = found[name](*arguments)
        except Exception as error:  # noqa: BLE001  whatever a third party's plugin raises, it is disabled
            plugins.failed[name] = repr(error)
    for name, cause in plugins.failed.items():
        logger.error("plugin %s of %s is disabled: %s", name, namespace, cause)
    return plugins
