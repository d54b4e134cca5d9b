# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ...errors import Refusal


class ExtraFeaturesStay(Refusal):
    templates = ("Resource Error - ConfigurationFile xivo-extrafeatures.conf cannot be deleted",)
