# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables that migrations make are those of the models."""


async def test_models_and_migrations_agree(pg):
    await pg.check_migrations("xivo_call_logd")
