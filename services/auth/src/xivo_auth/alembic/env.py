# SPDX-License-Identifier: GPL-3.0-or-later
import xivo_auth.accounts.model
import xivo_auth.logins.model
import xivo_auth.policies.model  # noqa: F401  importing them makes the tables known
from xivo_auth.tables import Base
from xivo_store import alembic_env

alembic_env.run(Base.metadata)
