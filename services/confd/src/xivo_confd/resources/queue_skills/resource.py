# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from ...crud.resource import Resource
from .model import QueueSkill
from .schemas import QueueSkillBody

QUEUE_SKILLS = Resource(
    plural="queue_skills",
    singular="queue_skill",
    title="QueueSkill",
    model=QueueSkill,
    body=QueueSkillBody,
    order=("category", "name"),
)
router = QUEUE_SKILLS.router()
