# SPDX-License-Identifier: GPL-3.0-or-later
"""people_and_calls"""

from alembic import op
import sqlalchemy as sa
import xivo_store.encryption
from sqlalchemy.dialects import postgresql

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
    op.create_table('registrars',
    sa.Column('name', sa.String(length=79), nullable=False),
    sa.Column('display_name', sa.String(length=128), nullable=False),
    sa.Column('main_host', sa.String(length=255), nullable=True),
    sa.Column('main_port', sa.Integer(), nullable=True),
    sa.Column('backup_host', sa.String(length=255), nullable=True),
    sa.Column('backup_port', sa.Integer(), nullable=True),
    sa.Column('proxy_main_host', sa.String(length=255), nullable=True),
    sa.Column('proxy_main_port', sa.Integer(), nullable=True),
    sa.Column('proxy_backup_host', sa.String(length=255), nullable=True),
    sa.Column('proxy_backup_port', sa.Integer(), nullable=True),
    sa.Column('outbound_proxy_host', sa.String(length=255), nullable=True),
    sa.Column('outbound_proxy_port', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_registrars')),
    sa.UniqueConstraint('name', name=op.f('uq_registrars_name'))
    )
    op.execute("INSERT INTO registrars (name, display_name) VALUES ('default', 'local')")
    op.add_column('lines', sa.Column('configregistrar', sa.String(length=79), server_default='default', nullable=False))
    op.create_foreign_key(
        op.f('fk_lines_configregistrar_registrars'), 'lines', 'registrars', ['configregistrar'], ['name'], ondelete='RESTRICT'
    )
    op.create_table('device_templates',
    sa.Column('name', sa.String(length=79), nullable=False),
    sa.Column('label', sa.String(length=128), nullable=False),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('locale', sa.String(length=20), nullable=True),
    sa.Column('timezone', sa.String(length=128), nullable=True),
    sa.Column('ntp_ip', sa.String(length=255), nullable=True),
    sa.Column('admin_username', sa.String(length=64), nullable=True),
    sa.Column('admin_password', xivo_store.encryption.EncryptedStr(), nullable=True),
    sa.Column('user_username', sa.String(length=64), nullable=True),
    sa.Column('user_password', xivo_store.encryption.EncryptedStr(), nullable=True),
    sa.Column('sip_dtmf_mode', sa.String(length=32), nullable=True),
    sa.Column('sip_transport', sa.String(length=8), nullable=True),
    sa.Column('sip_srtp_mode', sa.String(length=16), nullable=True),
    sa.Column('sip_subscribe_mwi', sa.Boolean(), nullable=True),
    sa.Column('vlan_id', sa.Integer(), nullable=True),
    sa.Column('vlan_priority', sa.Integer(), nullable=True),
    sa.Column('vlan_pc_port_id', sa.Integer(), nullable=True),
    sa.Column('syslog_ip', sa.String(length=255), nullable=True),
    sa.Column('syslog_port', sa.Integer(), nullable=True),
    sa.Column('syslog_level', sa.String(length=16), nullable=True),
    sa.Column('phonebook_ip', sa.String(length=255), nullable=True),
    sa.Column('options', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_device_templates')),
    sa.UniqueConstraint('name', name=op.f('uq_device_templates_name'))
    )
    op.execute(
        """
        INSERT INTO device_templates (name, label, description, options)
        VALUES ('defaultconfigdevice', 'Default config device', '', '{}')
        """
    )


def downgrade() -> None:
    op.drop_table("device_templates")
    op.drop_column("lines", "configregistrar")
    op.drop_table("registrars")
    op.drop_column("users", "bsfilter")
