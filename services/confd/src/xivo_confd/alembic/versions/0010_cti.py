# SPDX-License-Identifier: GPL-3.0-or-later
"""cti"""

from typing import Any

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# What profiles that exist already begin with
PROFILE_COLUMNS: dict[str, tuple[sa.types.TypeEngine[Any], str]] = {
    'display_name': (sa.String(length=128), "''"),
    'max_gui': (sa.Integer(), '-1'),
    'services': (postgresql.JSONB(astext_type=sa.Text()), "'[]'"),
    'preferences': (postgresql.JSONB(astext_type=sa.Text()), "'{}'"),
    'xlets': (postgresql.JSONB(astext_type=sa.Text()), "'[]'"),
}
GROUP_COLUMNS = ('presence_id', 'phone_hint_id', 'agent_status_id')


def upgrade() -> None:
    _group('presences', 'states')
    _group('phone_hints', 'hints')
    _group('agent_status', 'statuses')
    op.create_table('sheets',
    sa.Column('name', sa.String(length=128), nullable=False),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('focus', sa.Boolean(), nullable=False),
    sa.Column('disable', sa.Boolean(), nullable=False),
    sa.Column('sheet_qtui', sa.String(length=1024), nullable=False),
    sa.Column('sheet_info', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('systray_info', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('action_info', sa.String(length=1024), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sheets')),
    sa.UniqueConstraint('name', name=op.f('uq_sheets_name'))
    )
    for name, (kind, first) in PROFILE_COLUMNS.items():
        op.add_column('cti_profiles', sa.Column(name, kind, nullable=False, server_default=sa.text(first)))
        op.alter_column('cti_profiles', name, server_default=None)
    for name in GROUP_COLUMNS:
        op.add_column('cti_profiles', sa.Column(name, sa.Integer(), nullable=True))


def downgrade() -> None:
    for name in (*PROFILE_COLUMNS, *GROUP_COLUMNS):
        op.drop_column('cti_profiles', name)
    for table in ('sheets', 'agent_status', 'phone_hints', 'presences'):
        op.drop_table(table)


def _group(table: str, looks: str) -> None:
    op.create_table(table,
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column(looks, postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f(f'pk_{table}')),
    sa.UniqueConstraint('name', name=op.f(f'uq_{table}_name'))
    )
