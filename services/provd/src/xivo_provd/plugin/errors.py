# SPDX-License-Identifier: GPL-3.0-or-later
"""What a plugin may say about a request that it cannot honour."""

from __future__ import annotations


class RawConfigError(ValueError):
    """The configuration lacks what every phone of this family needs."""


class SynchronizeError(RuntimeError):
    """The phone was not told to restart; the text says why."""


class PluginError(Exception):
    """A plugin is broken: it did not load, or a hook raised."""


class CustomTemplate(Exception):
    """One of an administrator's templates is met where only the plugin's own are run; the text is its file."""


class TemplateFault(PluginError):
    """An administrator's template does not render; the text says what its author needs to know, and no values."""
