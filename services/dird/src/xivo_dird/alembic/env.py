# SPDX-License-Identifier: GPL-3.0-or-later
from xivo_dird.model import Base
from xivo_store import alembic_env

alembic_env.run(Base.metadata)
