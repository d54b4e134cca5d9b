# SPDX-License-Identifier: GPL-3.0-or-later
"""people_and_calls"""

from alembic import op
import sqlalchemy as sa

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("users", sa.Column("bsfilter", sa.String(length=16), server_default="no", nullable=False))
    # who is in a filter has the role that he needs there
    op.execute(
        """
        UPDATE users SET bsfilter = 'secretary' WHERE id IN (
            SELECT (secretary ->> 'user_id')::int FROM call_filters, jsonb_array_elements(secretaries) AS secretary
        )
        """
    )
    op.execute("UPDATE users SET bsfilter = 'boss' WHERE id IN (SELECT boss_id FROM call_filters)")


def downgrade() -> None:
    op.drop_column("users", "bsfilter")
