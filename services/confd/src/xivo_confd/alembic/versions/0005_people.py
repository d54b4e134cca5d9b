# SPDX-License-Identifier: GPL-3.0-or-later
"""people: voicemails, function keys, services and forwards of users"""

from alembic import op
import sqlalchemy as sa
import xivo_store.encryption
from sqlalchemy.dialects import postgresql

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

SWITCHES = {
    'supervision_enabled': 'true',
    'call_transfer_enabled': 'true',
    'online_call_record_enabled': 'false',
    'call_record_enabled': 'false',
    'incallfilter_enabled': 'false',
    'busy_enabled': 'false',
    'noanswer_enabled': 'false',
    'unconditional_enabled': 'false',
}
DESTINATIONS = ('busy_destination', 'noanswer_destination', 'unconditional_destination')


def upgrade() -> None:
    for name, default in SWITCHES.items():
        op.add_column('users', sa.Column(name, sa.Boolean(), server_default=sa.text(default), nullable=False))
    for name in DESTINATIONS:
        op.add_column('users', sa.Column(name, sa.String(length=128), server_default='', nullable=False))
    op.add_column('users', sa.Column('call_permission_password', xivo_store.encryption.EncryptedStr(), nullable=True))
    op.add_column('users', sa.Column('schedule_id', sa.Integer(), nullable=True))
    op.add_column(
        'users',
        sa.Column('fallbacks', postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
    )
    _voicemails()
    _function_keys()


def _voicemails() -> None:
    op.create_table(
        'voicemails',
        sa.Column('name', sa.String(length=128), nullable=False),
        sa.Column('number', sa.String(length=40), nullable=False),
        sa.Column('password', xivo_store.encryption.EncryptedStr(), nullable=True),
        sa.Column('email', sa.String(length=255), nullable=True),
        sa.Column('pager', sa.String(length=255), nullable=True),
        sa.Column('language', sa.String(length=20), nullable=True),
        sa.Column('timezone', sa.String(length=40), nullable=True),
        sa.Column('max_messages', sa.Integer(), nullable=True),
        sa.Column('attach_audio', sa.Boolean(), nullable=False),
        sa.Column('delete_messages', sa.Boolean(), nullable=False),
        sa.Column('ask_password', sa.Boolean(), nullable=False),
        sa.Column('enabled', sa.Boolean(), nullable=False),
        sa.Column('options', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('context', sa.String(length=39), nullable=False),
        sa.ForeignKeyConstraint(
            ['context'],
            ['contexts.name'],
            name=op.f('fk_voicemails_context_contexts'),
            onupdate='CASCADE',
            ondelete='RESTRICT',
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_voicemails')),
        sa.UniqueConstraint('number', 'context', name=op.f('uq_voicemails_number_context')),
    )
    op.create_index(op.f('ix_voicemails_context'), 'voicemails', ['context'])
    op.create_table(
        'user_voicemails',
        sa.Column('user_id', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('voicemail_id', sa.Integer(), nullable=False),
        sa.Column('enabled', sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ['user_id'], ['users.id'], name=op.f('fk_user_voicemails_user_id_users'), ondelete='RESTRICT'
        ),
        sa.ForeignKeyConstraint(
            ['voicemail_id'],
            ['voicemails.id'],
            name=op.f('fk_user_voicemails_voicemail_id_voicemails'),
            ondelete='RESTRICT',
        ),
        sa.PrimaryKeyConstraint('user_id', name=op.f('pk_user_voicemails')),
    )
    op.create_index(op.f('ix_user_voicemails_voicemail_id'), 'user_voicemails', ['voicemail_id'])


def _function_keys() -> None:
    op.create_table(
        'func_key_templates',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(length=128), nullable=True),
        sa.Column('user_id', sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ['user_id'], ['users.id'], name=op.f('fk_func_key_templates_user_id_users'), ondelete='CASCADE'
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_func_key_templates')),
        sa.UniqueConstraint('user_id', name=op.f('uq_func_key_templates_user_id')),
    )
    op.create_table(
        'func_keys',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('template_id', sa.Integer(), nullable=False),
        sa.Column('position', sa.Integer(), nullable=False),
        sa.Column('label', sa.String(length=128), nullable=True),
        sa.Column('blf', sa.Boolean(), nullable=False),
        sa.Column('destination', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ['template_id'],
            ['func_key_templates.id'],
            name=op.f('fk_func_keys_template_id_func_key_templates'),
            ondelete='CASCADE',
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_func_keys')),
        sa.UniqueConstraint('template_id', 'position', name=op.f('uq_func_keys_template_id_position')),
    )
    op.create_table(
        'user_func_key_templates',
        sa.Column('user_id', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('template_id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ['user_id'], ['users.id'], name=op.f('fk_user_func_key_templates_user_id_users'), ondelete='CASCADE'
        ),
        sa.ForeignKeyConstraint(
            ['template_id'],
            ['func_key_templates.id'],
            name=op.f('fk_user_func_key_templates_template_id_func_key_templates'),
            ondelete='RESTRICT',
        ),
        sa.PrimaryKeyConstraint('user_id', name=op.f('pk_user_func_key_templates')),
    )
    op.create_index(
        op.f('ix_user_func_key_templates_template_id'), 'user_func_key_templates', ['template_id']
    )


def downgrade() -> None:
    for table in ('user_func_key_templates', 'func_keys', 'func_key_templates', 'user_voicemails', 'voicemails'):
        op.drop_table(table)
    op.drop_column('users', 'fallbacks')
    op.drop_column('users', 'schedule_id')
    op.drop_column('users', 'call_permission_password')
    for name in (*DESTINATIONS, *SWITCHES):
        op.drop_column('users', name)
