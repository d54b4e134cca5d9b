# SPDX-License-Identifier: GPL-3.0-or-later
"""incoming and outgoing calls"""

from alembic import op
import sqlalchemy as sa
import xivo_store.encryption
from sqlalchemy.dialects import postgresql

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('schedules',
    sa.Column('name', sa.String(length=128), nullable=False),
    sa.Column('timezone', sa.String(length=128), nullable=False),
    sa.Column('enabled', sa.Boolean(), nullable=False),
    sa.Column('open_periods', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('exceptional_periods', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('closed_destination', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('entity_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['entity_id'], ['entities.id'], name=op.f('fk_schedules_entity_id_entities'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_schedules')),
    sa.UniqueConstraint('name', name=op.f('uq_schedules_name'))
    )
    op.create_index(op.f('ix_schedules_entity_id'), 'schedules', ['entity_id'], unique=False)
    op.create_table('trunks',
    sa.Column('name', sa.String(length=79), nullable=False),
    sa.Column('enabled', sa.Boolean(), nullable=False),
    sa.Column('context', sa.String(length=39), nullable=True),
    sa.Column('endpoint', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('secret', xivo_store.encryption.EncryptedStr(), nullable=True),
    sa.Column('registration', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    sa.Column('registration_secret', xivo_store.encryption.EncryptedStr(), nullable=True),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_trunks')),
    sa.UniqueConstraint('name', name=op.f('uq_trunks_name'))
    )
    op.create_table('outcalls',
    sa.Column('name', sa.String(length=128), nullable=False),
    sa.Column('enabled', sa.Boolean(), nullable=False),
    sa.Column('internal_caller_id', sa.Boolean(), nullable=False),
    sa.Column('preprocess_subroutine', sa.String(length=79), nullable=False),
    sa.Column('ring_time', sa.Integer(), nullable=False),
    sa.Column('emergency', sa.Boolean(), nullable=False),
    sa.Column('trunks', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('extensions', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('schedule_id', sa.Integer(), nullable=True),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('context', sa.String(length=39), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['context'], ['contexts.name'], name=op.f('fk_outcalls_context_contexts'), onupdate='CASCADE', ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outcalls')),
    sa.UniqueConstraint('name', name=op.f('uq_outcalls_name'))
    )
    op.create_index(op.f('ix_outcalls_context'), 'outcalls', ['context'], unique=False)
    op.create_table('incalls',
    sa.Column('enabled', sa.Boolean(), nullable=False),
    sa.Column('destination', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('caller_id_mode', sa.String(length=16), nullable=True),
    sa.Column('caller_id_name', sa.String(length=80), nullable=False),
    sa.Column('preprocess_subroutine', sa.String(length=79), nullable=False),
    sa.Column('schedule_id', sa.Integer(), nullable=True),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('exten', sa.String(length=40), nullable=False),
    sa.Column('context', sa.String(length=39), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['context'], ['contexts.name'], name=op.f('fk_incalls_context_contexts'), onupdate='CASCADE', ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_incalls'))
    )
    op.create_index(op.f('ix_incalls_context'), 'incalls', ['context'], unique=False)
    op.create_table('voice_menus',
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('dialplan_context', sa.String(length=79), nullable=False),
    sa.Column('enabled', sa.Boolean(), nullable=False),
    sa.Column('schedule_id', sa.Integer(), nullable=True),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('entity_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['entity_id'], ['entities.id'], name=op.f('fk_voice_menus_entity_id_entities'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_voice_menus')),
    sa.UniqueConstraint('name', name=op.f('uq_voice_menus_name'))
    )
    op.create_index(op.f('ix_voice_menus_entity_id'), 'voice_menus', ['entity_id'], unique=False)
    op.add_column('call_permissions', sa.Column('password_hash', sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column('call_permissions', 'password_hash')
    op.drop_table('voice_menus')
    op.drop_table('incalls')
    op.drop_table('outcalls')
    op.drop_table('trunks')
    op.drop_table('schedules')
