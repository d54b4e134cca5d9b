# SPDX-License-Identifier: GPL-3.0-or-later
"""Directories of people: one question, all sources at once. Plugins import their base classes from here."""

from .plugins import BaseService, BaseServicePlugin, BaseSourcePlugin, BaseViewPlugin

__all__ = ["BaseService", "BaseServicePlugin", "BaseSourcePlugin", "BaseViewPlugin"]
