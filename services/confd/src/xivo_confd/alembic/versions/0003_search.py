# SPDX-License-Identifier: GPL-3.0-or-later
"""search without case and accents, by index"""

from alembic import op
import sqlalchemy as sa

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

# unaccent is STABLE because a dictionary may be replaced; ours is named and is never replaced.
FOLDED = """
CREATE FUNCTION folded(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$ SELECT lower(public.unaccent('public.unaccent'::regdictionary, $1)) $$
"""
SEARCHED = {
    'users': (
        "firstname::text || ' '::text || lastname::text",
        "caller_id::text",
        "description",
        "userfield::text",
        "username::text",
        "mobile_phone_number::text",
        "outgoing_caller_id::text",
        "timezone::text",
        "language::text",
        "music_on_hold::text",
        "preprocess_subroutine::text",
    ),
    'lines': ('name::text', 'context::text', 'protocol::text', 'provisioning_extension::text', 'callerid::text'),
    'extensions': ('exten::text', 'context::text'),
}


def upgrade() -> None:
    # Both are trusted: the owner of the database may create them.
    op.execute('CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public')
    op.execute('CREATE EXTENSION IF NOT EXISTS unaccent SCHEMA public')
    op.execute(FOLDED)
    for table, expressions in SEARCHED.items():
        parts = " || chr(10) || ".join(f"COALESCE({expression}, ''::text)" for expression in expressions)
        op.add_column(table, sa.Column('search', sa.Text(), sa.Computed(f'folded({parts})', persisted=True)))
        op.create_index(
            f'ix_{table}_search', table, ['search'],
            postgresql_using='gin', postgresql_ops={'search': 'gin_trgm_ops'},
        )
    op.drop_index('ix_users_lastname_firstname', table_name='users')
    op.create_index('ix_users_lastname_firstname_id', 'users', ['lastname', 'firstname', 'id'])


def downgrade() -> None:
    op.create_index('ix_users_lastname_firstname', 'users', ['lastname', 'firstname'])
    op.drop_index('ix_users_lastname_firstname_id', table_name='users')
    for table in SEARCHED:
        op.drop_index(f'ix_{table}_search', table_name=table)
        op.drop_column(table, 'search')
    op.execute('DROP FUNCTION folded(text)')
    op.execute('DROP EXTENSION unaccent')
    op.execute('DROP EXTENSION pg_trgm')
