# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from xivo_asterisk.feature_codes import FEATURE_CODES

from ...crud.errors import wrong_field
from ...crud.resource import Resource
from ...crud.service import CrudService
from .model import ExtensionFeature
from .schemas import ExtensionFeatureBody


class ExtensionFeatureService(CrudService[ExtensionFeature]):
    async def check(self, thing: ExtensionFeature, fields: set[str]) -> None:
        code = FEATURE_CODES[thing.feature]
        if not code.accepts(thing.exten):
            form = "a pattern such as _*21." if code.takes_digits else "a number such as *25"
            raise wrong_field("exten", f"{thing.feature} needs {form}")
        if "enabled" in fields and thing.enabled and not code.available:
            raise wrong_field("enabled", f"this system does not have {thing.feature}")


EXTENSION_FEATURES = Resource(
    plural="extension_features",
    singular="extension_feature",
    title="ExtensionFeature",
    model=ExtensionFeature,
    body=ExtensionFeatureBody,
    order=("id",),
    service=ExtensionFeatureService,
    fixed=True,
    read_only={"feature": str, "description": str, "available": bool},
)
router = EXTENSION_FEATURES.router()
