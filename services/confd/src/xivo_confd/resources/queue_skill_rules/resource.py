# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ...crud.errors import wrong_field
from ...crud.resource import Resource
from ...crud.service import CrudService
from .grammar import RuleError, skills_of
from .model import QueueSkillRule
from .schemas import QueueSkillRuleBody


class QueueSkillRuleService(CrudService[QueueSkillRule]):
    async def check(self, thing: QueueSkillRule, fields: set[str]) -> None:  # noqa: ARG002  the interface's
        for position, rule in enumerate(thing.rules):
            try:
                skills_of(rule)
            except RuleError as error:
                raise wrong_field(f"rules.{position}", str(error)) from error


QUEUE_SKILL_RULES = Resource(
    plural="queue_skill_rules",
    singular="queue_skill_rule",
    title="QueueSkillRule",
    model=QueueSkillRule,
    body=QueueSkillRuleBody,
    service=QueueSkillRuleService,
)
router = QUEUE_SKILL_RULES.router()
