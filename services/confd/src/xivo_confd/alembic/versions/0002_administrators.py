# SPDX-License-Identifier: GPL-3.0-or-later
"""administrators"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('administrators',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('uuid', sa.UUID(), nullable=False),
    sa.Column('login', sa.String(length=64), nullable=False),
    sa.Column('password_hash', sa.Text(), nullable=False),
    sa.Column('firstname', sa.String(length=128), nullable=False),
    sa.Column('lastname', sa.String(length=128), nullable=False),
    sa.Column('email', sa.String(length=255), nullable=False),
    sa.Column('acl', postgresql.ARRAY(sa.String(length=255)), nullable=False),
    sa.Column('entity_id', sa.Integer(), nullable=True),
    sa.Column('enabled', sa.Boolean(), nullable=False),
    sa.Column('language', sa.String(length=20), nullable=False),
    sa.Column('description', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['entity_id'], ['entities.id'], name=op.f('fk_administrators_entity_id_entities'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_administrators')),
    sa.UniqueConstraint('login', name=op.f('uq_administrators_login')),
    sa.UniqueConstraint('uuid', name=op.f('uq_administrators_uuid'))
    )
    op.create_index(op.f('ix_administrators_entity_id'), 'administrators', ['entity_id'], unique=False)
    op.create_table('former_administrators',
    sa.Column('uuid', sa.UUID(), nullable=False),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('uuid', name=op.f('pk_former_administrators'))
    )


def downgrade() -> None:
    op.drop_table('former_administrators')
    op.drop_index(op.f('ix_administrators_entity_id'), table_name='administrators')
    op.drop_table('administrators')
