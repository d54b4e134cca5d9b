# SPDX-License-Identifier: GPL-3.0-or-later
"""${message}"""

from alembic import op
import sqlalchemy as sa
import xivo_store.encryption
${imports if imports else ""}

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
