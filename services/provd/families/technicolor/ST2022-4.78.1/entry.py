# SPDX-License-Identifier: GPL-3.0-or-later
"""Technicolor ST2022 with firmware 4.78.1."""

from __future__ import annotations

from typing import ClassVar

from .common import BaseTechnicolorPlugin


class TechnicolorPlugin(BaseTechnicolorPlugin):
    IS_PLUGIN: ClassVar[bool] = True

    MODEL = "ST2022"
    FEATURE_KEYS = 5
    BINARIES: ClassVar[dict[str, str]] = {
        "fwurl": "v2022SG.R11.1.SED.120313.4.78.1.zz",
        "dspurl": "v2022_dsp_R11.1_SED_v320.zz",
        "booturl": "v2022_boot_v303.zz",
    }
