# SPDX-License-Identifier: GPL-3.0-or-later
"""Technicolor ST2030 with firmware 2.74."""

from __future__ import annotations

from typing import ClassVar

from .common import BaseTechnicolorPlugin


class TechnicolorPlugin(BaseTechnicolorPlugin):
    IS_PLUGIN: ClassVar[bool] = True

    MODEL = "ST2030"
    FEATURE_KEYS = 66
    BINARIES: ClassVar[dict[str, str]] = {
        "fwurl": "v2030SG.R11.1.SED.101223.2.74.zz",
        "dspurl": "v2030_dsp_R11.1_SED_v320.zz",
        "booturl": "v2030_boot_v111.zz",
    }
