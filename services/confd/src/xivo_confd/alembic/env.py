# SPDX-License-Identifier: GPL-3.0-or-later
from xivo_confd import resources
from xivo_confd.tables import Base
from xivo_store import alembic_env

resources.import_models()
alembic_env.run(Base.metadata)
