# SPDX-License-Identifier: GPL-3.0-or-later
"""Yealink telephones with firmware X.80; the older models of the family with their last firmware."""

from __future__ import annotations

from typing import ClassVar

from .common import BaseYealinkPgAssociator, BaseYealinkPlugin

VERSION = "80"


class YealinkPlugin(BaseYealinkPlugin):
    IS_PLUGIN: ClassVar[bool] = True

    pg_associator = BaseYealinkPgAssociator(VERSION)
