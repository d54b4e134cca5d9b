# SPDX-License-Identifier: GPL-3.0-or-later
"""directories"""

from alembic import op
import sqlalchemy as sa
import xivo_store.encryption
from sqlalchemy.dialects import postgresql

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('directories',
    sa.Column('name', sa.String(length=128), nullable=False),
    sa.Column('type', sa.String(length=16), nullable=False),
    sa.Column('uri', sa.String(length=1024), nullable=False),
    sa.Column('username', sa.String(length=128), nullable=False),
    sa.Column('password', xivo_store.encryption.EncryptedStr(), nullable=True),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_directories')),
    sa.UniqueConstraint('name', name=op.f('uq_directories_name'))
    )
    op.create_table('directory_definitions',
    sa.Column('name', sa.String(length=128), nullable=False),
    sa.Column('source', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('delimiter', sa.String(length=1), nullable=False),
    sa.Column('match_direct', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('match_reverse', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('fields', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_directory_definitions')),
    sa.UniqueConstraint('name', name=op.f('uq_directory_definitions_name'))
    )
    op.create_table('displays',
    sa.Column('name', sa.String(length=128), nullable=False),
    sa.Column('columns', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_displays')),
    sa.UniqueConstraint('name', name=op.f('uq_displays_name'))
    )
    op.create_table('ldap_filters',
    sa.Column('name', sa.String(length=128), nullable=False),
    sa.Column('ldap_server_id', sa.Integer(), nullable=False),
    sa.Column('username', sa.String(length=255), nullable=False),
    sa.Column('password', xivo_store.encryption.EncryptedStr(), nullable=True),
    sa.Column('base_dn', sa.String(length=255), nullable=False),
    sa.Column('filter', sa.String(length=1024), nullable=False),
    sa.Column('number_type', sa.String(length=16), nullable=False),
    sa.Column('display_names', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('phone_numbers', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ldap_filters')),
    sa.UniqueConstraint('name', name=op.f('uq_ldap_filters_name'))
    )
    op.create_table('ldap_servers',
    sa.Column('name', sa.String(length=128), nullable=False),
    sa.Column('host', sa.String(length=255), nullable=False),
    sa.Column('port', sa.Integer(), nullable=False),
    sa.Column('security_layer', sa.String(length=8), nullable=True),
    sa.Column('protocol_version', sa.Integer(), nullable=False),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ldap_servers')),
    sa.UniqueConstraint('host', 'port', name=op.f('uq_ldap_servers_host_port')),
    sa.UniqueConstraint('name', name=op.f('uq_ldap_servers_name'))
    )
    op.create_table('phonebook_contacts',
    sa.Column('title', sa.String(length=8), nullable=False),
    sa.Column('displayname', sa.String(length=128), nullable=False),
    sa.Column('firstname', sa.String(length=128), nullable=False),
    sa.Column('lastname', sa.String(length=128), nullable=False),
    sa.Column('society', sa.String(length=128), nullable=False),
    sa.Column('email', sa.String(length=255), nullable=False),
    sa.Column('url', sa.String(length=255), nullable=False),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('officenumber', sa.String(length=40), nullable=False),
    sa.Column('homenumber', sa.String(length=40), nullable=False),
    sa.Column('mobilenumber', sa.String(length=40), nullable=False),
    sa.Column('faxnumber', sa.String(length=40), nullable=False),
    sa.Column('othernumber', sa.String(length=40), nullable=False),
    sa.Column('officeaddress1', sa.String(length=128), nullable=False),
    sa.Column('officeaddress2', sa.String(length=128), nullable=False),
    sa.Column('officecity', sa.String(length=128), nullable=False),
    sa.Column('officestate', sa.String(length=128), nullable=False),
    sa.Column('officezipcode', sa.String(length=128), nullable=False),
    sa.Column('officecountry', sa.String(length=2), nullable=False),
    sa.Column('homeaddress1', sa.String(length=128), nullable=False),
    sa.Column('homeaddress2', sa.String(length=128), nullable=False),
    sa.Column('homecity', sa.String(length=128), nullable=False),
    sa.Column('homestate', sa.String(length=128), nullable=False),
    sa.Column('homezipcode', sa.String(length=128), nullable=False),
    sa.Column('homecountry', sa.String(length=2), nullable=False),
    sa.Column('otheraddress1', sa.String(length=128), nullable=False),
    sa.Column('otheraddress2', sa.String(length=128), nullable=False),
    sa.Column('othercity', sa.String(length=128), nullable=False),
    sa.Column('otherstate', sa.String(length=128), nullable=False),
    sa.Column('otherzipcode', sa.String(length=128), nullable=False),
    sa.Column('othercountry', sa.String(length=2), nullable=False),
    sa.Column('search', sa.Text(), sa.Computed("folded(COALESCE(firstname::text || ' '::text || lastname::text, ''::text) || chr(10) || COALESCE(displayname::text, ''::text) || chr(10) || COALESCE(society::text, ''::text) || chr(10) || COALESCE(email::text, ''::text) || chr(10) || COALESCE(description, ''::text) || chr(10) || COALESCE(officenumber::text, ''::text) || chr(10) || COALESCE(homenumber::text, ''::text) || chr(10) || COALESCE(mobilenumber::text, ''::text) || chr(10) || COALESCE(faxnumber::text, ''::text) || chr(10) || COALESCE(othernumber::text, ''::text) || chr(10) || COALESCE(officecity::text, ''::text) || chr(10) || COALESCE(homecity::text, ''::text) || chr(10) || COALESCE(othercity::text, ''::text))", persisted=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_phonebook_contacts'))
    )
    op.create_index('ix_phonebook_contacts_search', 'phonebook_contacts', ['search'], unique=False, postgresql_using='gin', postgresql_ops={'search': 'gin_trgm_ops'})
    op.create_table('directory_contexts',
    sa.Column('context', sa.String(length=39), nullable=False),
    sa.Column('display_id', sa.Integer(), nullable=False),
    sa.Column('directories', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['context'], ['contexts.name'], name=op.f('fk_directory_contexts_context_contexts'), onupdate='CASCADE', ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_directory_contexts')),
    sa.UniqueConstraint('context', name=op.f('uq_directory_contexts_context'))
    )


def downgrade() -> None:
    op.drop_table('directory_contexts')
    op.drop_index('ix_phonebook_contacts_search', table_name='phonebook_contacts', postgresql_using='gin', postgresql_ops={'search': 'gin_trgm_ops'})
    op.drop_table('phonebook_contacts')
    op.drop_table('ldap_servers')
    op.drop_table('ldap_filters')
    op.drop_table('displays')
    op.drop_table('directory_definitions')
    op.drop_table('directories')
