# SPDX-License-Identifier: GPL-3.0-or-later
"""contact_centre"""

from alembic import op
import sqlalchemy as sa
import xivo_store.encryption
from sqlalchemy.dialects import postgresql

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('agent_groups',
    sa.Column('name', sa.String(length=128), nullable=False),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_agent_groups')),
    sa.UniqueConstraint('name', name=op.f('uq_agent_groups_name'))
    )
    op.execute("INSERT INTO agent_groups (name, description) VALUES ('default', '')")
    op.create_table('queue_skill_rules',
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('rules', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_queue_skill_rules')),
    sa.UniqueConstraint('name', name=op.f('uq_queue_skill_rules_name'))
    )
    op.create_table('queue_skills',
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('category', sa.String(length=64), nullable=False),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_queue_skills')),
    sa.UniqueConstraint('name', name=op.f('uq_queue_skills_name'))
    )
    op.create_table('stat_configurations',
    sa.Column('name', sa.String(length=128), nullable=False),
    sa.Column('interval', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('home', sa.Boolean(), nullable=False),
    sa.Column('timezone', sa.String(length=64), nullable=False),
    sa.Column('dbegcache', sa.String(length=7), nullable=False),
    sa.Column('dendcache', sa.String(length=7), nullable=False),
    sa.Column('hour_start', sa.String(length=5), nullable=False),
    sa.Column('hour_end', sa.String(length=5), nullable=False),
    sa.Column('week_days', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('periods', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('queues', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('agents', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('entity_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['entity_id'], ['entities.id'], name=op.f('fk_stat_configurations_entity_id_entities'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stat_configurations')),
    sa.UniqueConstraint('name', name=op.f('uq_stat_configurations_name'))
    )
    op.create_index(op.f('ix_stat_configurations_entity_id'), 'stat_configurations', ['entity_id'], unique=False)
    op.create_table('agents',
    sa.Column('number', sa.String(length=40), nullable=False),
    sa.Column('firstname', sa.String(length=128), nullable=False),
    sa.Column('lastname', sa.String(length=128), nullable=False),
    sa.Column('password', xivo_store.encryption.EncryptedStr(), nullable=True),
    sa.Column('language', sa.String(length=20), nullable=True),
    sa.Column('group_id', sa.Integer(), nullable=False),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('preprocess_subroutine', sa.String(length=79), nullable=False),
    sa.Column('wrapup_time', sa.Integer(), nullable=False),
    sa.Column('autologoff', sa.Integer(), nullable=False),
    sa.Column('ackcall', sa.Boolean(), nullable=False),
    sa.Column('users', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('skills', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('context', sa.String(length=39), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['context'], ['contexts.name'], name=op.f('fk_agents_context_contexts'), onupdate='CASCADE', ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_agents')),
    sa.UniqueConstraint('number', name=op.f('uq_agents_number'))
    )
    op.create_index(op.f('ix_agents_context'), 'agents', ['context'], unique=False)
    op.create_table('queues',
    sa.Column('name', sa.String(length=79), nullable=False),
    sa.Column('label', sa.String(length=128), nullable=False),
    sa.Column('enabled', sa.Boolean(), nullable=False),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('strategy', sa.String(length=16), nullable=False),
    sa.Column('music_on_hold', sa.String(length=40), nullable=True),
    sa.Column('announce', sa.String(length=255), nullable=False),
    sa.Column('caller_id_mode', sa.String(length=40), nullable=True),
    sa.Column('caller_id_name', sa.String(length=80), nullable=False),
    sa.Column('preprocess_subroutine', sa.String(length=79), nullable=False),
    sa.Column('schedule_id', sa.Integer(), nullable=True),
    sa.Column('ring_time', sa.Integer(), nullable=False),
    sa.Column('timeoutpriority', sa.String(length=16), nullable=False),
    sa.Column('data_quality', sa.Boolean(), nullable=False),
    sa.Column('hit_hangup', sa.Boolean(), nullable=False),
    sa.Column('caller_hangup', sa.Boolean(), nullable=False),
    sa.Column('hit_transfer', sa.Boolean(), nullable=False),
    sa.Column('no_retry', sa.Boolean(), nullable=False),
    sa.Column('ring_tone', sa.Boolean(), nullable=False),
    sa.Column('ignore_forward', sa.Boolean(), nullable=False),
    sa.Column('mark_answered_elsewhere', sa.Boolean(), nullable=False),
    sa.Column('exit_context', sa.String(length=40), nullable=True),
    sa.Column('servicelevel', sa.Integer(), nullable=False),
    sa.Column('timeout', sa.Integer(), nullable=False),
    sa.Column('retry', sa.Integer(), nullable=False),
    sa.Column('weight', sa.Integer(), nullable=False),
    sa.Column('wrapuptime', sa.Integer(), nullable=False),
    sa.Column('maxlen', sa.Integer(), nullable=False),
    sa.Column('ringinuse', sa.Boolean(), nullable=False),
    sa.Column('autofill', sa.Boolean(), nullable=False),
    sa.Column('autopause', sa.String(length=16), nullable=False),
    sa.Column('joinempty', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('leavewhenempty', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('announce_frequency', sa.Integer(), nullable=False),
    sa.Column('min_announce_frequency', sa.Integer(), nullable=False),
    sa.Column('announce_position', sa.String(length=16), nullable=False),
    sa.Column('announce_position_limit', sa.Integer(), nullable=False),
    sa.Column('announce_holdtime', sa.String(length=16), nullable=False),
    sa.Column('announce_round_seconds', sa.Integer(), nullable=False),
    sa.Column('periodic_announce', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('periodic_announce_frequency', sa.Integer(), nullable=False),
    sa.Column('users', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('agents', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('fallbacks', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('diversions', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('exten', sa.String(length=40), nullable=True),
    sa.Column('context', sa.String(length=39), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['context'], ['contexts.name'], name=op.f('fk_queues_context_contexts'), onupdate='CASCADE', ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_queues')),
    sa.UniqueConstraint('name', name=op.f('uq_queues_name'))
    )
    op.create_index(op.f('ix_queues_context'), 'queues', ['context'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_queues_context'), table_name='queues')
    op.drop_table('queues')
    op.drop_index(op.f('ix_agents_context'), table_name='agents')
    op.drop_table('agents')
    op.drop_index(op.f('ix_stat_configurations_entity_id'), table_name='stat_configurations')
    op.drop_table('stat_configurations')
    op.drop_table('queue_skills')
    op.drop_table('queue_skill_rules')
    op.drop_table('agent_groups')
