# SPDX-License-Identifier: GPL-3.0-or-later
"""List unfinished calls apart from the events, which are then written once"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unfinished_calls",
        sa.Column("linkedid", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("linkedid", name=op.f("pk_unfinished_calls")),
    )
    op.execute("INSERT INTO unfinished_calls SELECT DISTINCT linkedid FROM cel WHERE NOT processed")
    op.drop_index("ix_cel_unprocessed", table_name="cel")
    op.drop_column("cel", "processed")


def downgrade() -> None:
    op.add_column(
        "cel", sa.Column("processed", sa.Boolean(), server_default=sa.text("true"), nullable=False)
    )
    op.alter_column("cel", "processed", server_default=sa.text("false"))
    op.execute("UPDATE cel SET processed = false WHERE linkedid IN (SELECT linkedid FROM unfinished_calls)")
    op.create_index("ix_cel_unprocessed", "cel", ["id"], postgresql_where=sa.text("NOT processed"))
    op.drop_table("unfinished_calls")
