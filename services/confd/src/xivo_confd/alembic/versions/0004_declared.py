# SPDX-License-Identifier: GPL-3.0-or-later
"""what declared resources share: who refers to whom, whose number an extension is, general settings"""

from alembic import op
import sqlalchemy as sa
import xivo_store.encryption
from sqlalchemy.dialects import postgresql

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'object_uses',
        sa.Column('owner_kind', sa.String(length=40), nullable=False),
        sa.Column('owner_id', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('field', sa.String(length=64), nullable=False),
        sa.Column('target_kind', sa.String(length=40), nullable=False),
        sa.Column('target_id', sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint(
            'owner_kind', 'owner_id', 'field', 'target_kind', 'target_id', name=op.f('pk_object_uses')
        ),
    )
    op.create_index('ix_object_uses_target_kind_target_id', 'object_uses', ['target_kind', 'target_id'])
    op.create_table(
        'general_settings',
        sa.Column('name', sa.String(length=40), nullable=False),
        sa.Column('values', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint('name', name=op.f('pk_general_settings')),
    )
    op.create_table(
        'call_permissions',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(length=128), nullable=False),
        sa.Column('password', xivo_store.encryption.EncryptedStr(), nullable=True),
        sa.Column('mode', sa.String(length=8), nullable=False),
        sa.Column('enabled', sa.Boolean(), nullable=False),
        sa.Column('description', sa.Text(), nullable=False),
        sa.Column('extensions', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column('users', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column('groups', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column('incalls', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column('outcalls', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_call_permissions')),
        sa.UniqueConstraint('name', name=op.f('uq_call_permissions_name')),
    )
    op.add_column('extensions', sa.Column('type', sa.String(length=40), server_default='user', nullable=False))
    op.add_column('extensions', sa.Column('typeval', sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column('extensions', 'typeval')
    op.drop_column('extensions', 'type')
    op.drop_table('call_permissions')
    op.drop_table('general_settings')
    op.drop_index('ix_object_uses_target_kind_target_id', table_name='object_uses')
    op.drop_table('object_uses')
