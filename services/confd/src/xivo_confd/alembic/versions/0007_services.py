# SPDX-License-Identifier: GPL-3.0-or-later
"""services"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


FEATURES = (
    ('phonestatus', '*10', True),
    ('paging', '_*11.', True),
    ('fwdundoall', '*20', True),
    ('fwdunc', '_*21.', True),
    ('fwdrna', '_*22.', True),
    ('fwdbusy', '_*23.', True),
    ('enablednd', '*25', True),
    ('callrecord', '*26', False),
    ('incallfilter', '*27', True),
    ('agentstaticlogtoggle', '_*30.', True),
    ('agentstaticlogin', '_*31.', True),
    ('agentstaticlogoff', '_*32.', True),
    ('calllistening', '*34', False),
    ('directoryaccess', '*36', True),
    ('bsfilter', '_*37.', True),
    ('cctoggle', '*40', True),
    ('autoprov', '*48378', True),
    ('callgroup', '_*664.', True),
    ('callqueue', '_*665.', True),
    ('calluser', '_*666.', True),
    ('callmeetme', '_*667.', True),
    ('phoneprogfunckey', '_*735.', True),
    ('pickup', '_*8.', True),
    ('recsnd', '*9', True),
    ('enablevm', '*90', True),
    ('enablevmslt', '_*90.', True),
    ('vmuserpurge', '*92', False),
    ('vmuserpurgeslt', '_*92.', False),
    ('vmboxpurgeslt', '_*93.', False),
    ('vmuserslt', '_*96.', True),
    ('vmboxslt', '_*97.', True),
    ('vmusermsg', '*98', True),
    ('vmboxmsgslt', '_*99.', True),
)
EXTRA_FEATURES = """; Your own short numbers, for all internal contexts: exten => 8899,1,Goto(my-ivr,s,1)

[xivo-extrafeatures]
"""


def upgrade() -> None:
    op.create_table('configuration_files',
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('content', sa.Text(), nullable=False),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_configuration_files')),
    sa.UniqueConstraint('name', name=op.f('uq_configuration_files_name'))
    )
    op.create_table('extension_features',
    sa.Column('feature', sa.String(length=40), nullable=False),
    sa.Column('exten', sa.String(length=40), nullable=False),
    sa.Column('enabled', sa.Boolean(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_extension_features')),
    sa.UniqueConstraint('exten', name=op.f('uq_extension_features_exten')),
    sa.UniqueConstraint('feature', name=op.f('uq_extension_features_feature'))
    )
    op.create_table('musics_on_hold',
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('label', sa.String(length=128), nullable=False),
    sa.Column('mode', sa.String(length=8), nullable=False),
    sa.Column('sort', sa.String(length=8), nullable=False),
    sa.Column('application', sa.String(length=1024), nullable=False),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_musics_on_hold')),
    sa.UniqueConstraint('name', name=op.f('uq_musics_on_hold_name'))
    )
    op.create_table('paging',
    sa.Column('number', sa.String(length=32), nullable=False),
    sa.Column('name', sa.String(length=128), nullable=False),
    sa.Column('enabled', sa.Boolean(), nullable=False),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('duplex', sa.Boolean(), nullable=False),
    sa.Column('ignore_forward', sa.Boolean(), nullable=False),
    sa.Column('record', sa.Boolean(), nullable=False),
    sa.Column('quiet', sa.Boolean(), nullable=False),
    sa.Column('timeout', sa.Integer(), nullable=False),
    sa.Column('announce_caller', sa.Boolean(), nullable=False),
    sa.Column('announce_sound', sa.String(length=255), nullable=False),
    sa.Column('callers', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('members', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_paging')),
    sa.UniqueConstraint('number', name=op.f('uq_paging_number'))
    )
    op.create_table('parking_lots',
    sa.Column('name', sa.String(length=79), nullable=False),
    sa.Column('exten', sa.String(length=40), nullable=False),
    sa.Column('slots_start', sa.Integer(), nullable=False),
    sa.Column('slots_end', sa.Integer(), nullable=False),
    sa.Column('timeout', sa.Integer(), nullable=False),
    sa.Column('find_slot', sa.String(length=8), nullable=False),
    sa.Column('hints', sa.Boolean(), nullable=False),
    sa.Column('comeback_to_origin', sa.Boolean(), nullable=False),
    sa.Column('courtesy_tone', sa.String(length=8), nullable=False),
    sa.Column('transfers', sa.String(length=8), nullable=False),
    sa.Column('reparking', sa.String(length=8), nullable=False),
    sa.Column('hangup', sa.String(length=8), nullable=False),
    sa.Column('recording', sa.String(length=8), nullable=False),
    sa.Column('music_on_hold', sa.String(length=40), nullable=True),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_parking_lots')),
    sa.UniqueConstraint('exten', name=op.f('uq_parking_lots_exten')),
    sa.UniqueConstraint('name', name=op.f('uq_parking_lots_name'))
    )
    op.create_table('call_filters',
    sa.Column('name', sa.String(length=128), nullable=False),
    sa.Column('enabled', sa.Boolean(), nullable=False),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('call_from', sa.String(length=16), nullable=False),
    sa.Column('mode', sa.String(length=32), nullable=False),
    sa.Column('ring_time', sa.Integer(), nullable=False),
    sa.Column('caller_id_mode', sa.String(length=16), nullable=True),
    sa.Column('caller_id_name', sa.String(length=80), nullable=False),
    sa.Column('boss_id', sa.Integer(), nullable=False),
    sa.Column('boss_ring_time', sa.Integer(), nullable=False),
    sa.Column('secretaries', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('member_ids', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('noanswer', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    sa.Column('entity_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['entity_id'], ['entities.id'], name=op.f('fk_call_filters_entity_id_entities'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_call_filters')),
    sa.UniqueConstraint('boss_id', name=op.f('uq_call_filters_boss_id')),
    sa.UniqueConstraint('name', name=op.f('uq_call_filters_name'))
    )
    op.create_index(op.f('ix_call_filters_entity_id'), 'call_filters', ['entity_id'])
    op.create_table('pickups',
    sa.Column('name', sa.String(length=128), nullable=False),
    sa.Column('enabled', sa.Boolean(), nullable=False),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('interceptors', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('intercepted', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('entity_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['entity_id'], ['entities.id'], name=op.f('fk_pickups_entity_id_entities'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pickups')),
    sa.UniqueConstraint('name', name=op.f('uq_pickups_name'))
    )
    op.create_index(op.f('ix_pickups_entity_id'), 'pickups', ['entity_id'])
    op.create_table('conference_rooms',
    sa.Column('name', sa.String(length=128), nullable=False),
    sa.Column('pin', sa.String(length=40), nullable=False),
    sa.Column('admin_pin', sa.String(length=40), nullable=False),
    sa.Column('max_users', sa.Integer(), nullable=False),
    sa.Column('record', sa.Boolean(), nullable=False),
    sa.Column('music_on_hold', sa.String(length=40), nullable=True),
    sa.Column('preprocess_subroutine', sa.String(length=79), nullable=False),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('announce_only_user', sa.Boolean(), nullable=False),
    sa.Column('announce_user_count', sa.Boolean(), nullable=False),
    sa.Column('announce_join_leave', sa.String(length=16), nullable=False),
    sa.Column('quiet', sa.Boolean(), nullable=False),
    sa.Column('user_menu', sa.Boolean(), nullable=False),
    sa.Column('admin_menu', sa.Boolean(), nullable=False),
    sa.Column('users_muted', sa.Boolean(), nullable=False),
    sa.Column('wait_for_admin', sa.Boolean(), nullable=False),
    sa.Column('close_with_admin', sa.Boolean(), nullable=False),
    sa.Column('talker_optimization', sa.Boolean(), nullable=False),
    sa.Column('talker_detection', sa.Boolean(), nullable=False),
    sa.Column('max_duration', sa.Integer(), nullable=False),
    sa.Column('exten', sa.String(length=40), nullable=False),
    sa.Column('context', sa.String(length=39), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['context'], ['contexts.name'], name=op.f('fk_conference_rooms_context_contexts'), onupdate='CASCADE', ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_conference_rooms')),
    sa.UniqueConstraint('name', name=op.f('uq_conference_rooms_name'))
    )
    op.create_index(op.f('ix_conference_rooms_context'), 'conference_rooms', ['context'])
    op.create_table('groups',
    sa.Column('name', sa.String(length=79), nullable=False),
    sa.Column('label', sa.String(length=128), nullable=False),
    sa.Column('enabled', sa.Boolean(), nullable=False),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('ring_strategy', sa.String(length=16), nullable=False),
    sa.Column('timeout', sa.Integer(), nullable=False),
    sa.Column('user_timeout', sa.Integer(), nullable=False),
    sa.Column('retry_delay', sa.Integer(), nullable=False),
    sa.Column('ring_in_use', sa.Boolean(), nullable=False),
    sa.Column('max_calls', sa.Integer(), nullable=False),
    sa.Column('mark_answered_elsewhere', sa.Boolean(), nullable=False),
    sa.Column('ignore_forward', sa.Boolean(), nullable=False),
    sa.Column('allow_caller_transfer', sa.Boolean(), nullable=False),
    sa.Column('allow_callee_transfer', sa.Boolean(), nullable=False),
    sa.Column('allow_caller_record', sa.Boolean(), nullable=False),
    sa.Column('allow_callee_record', sa.Boolean(), nullable=False),
    sa.Column('music_on_hold', sa.String(length=40), nullable=True),
    sa.Column('ring_tone', sa.Boolean(), nullable=False),
    sa.Column('preprocess_subroutine', sa.String(length=79), nullable=False),
    sa.Column('caller_id_mode', sa.String(length=16), nullable=True),
    sa.Column('caller_id_name', sa.String(length=80), nullable=False),
    sa.Column('schedule_id', sa.Integer(), nullable=True),
    sa.Column('users', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('extensions', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('fallbacks', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('exten', sa.String(length=40), nullable=True),
    sa.Column('context', sa.String(length=39), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['context'], ['contexts.name'], name=op.f('fk_groups_context_contexts'), onupdate='CASCADE', ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_groups')),
    sa.UniqueConstraint('name', name=op.f('uq_groups_name'))
    )
    op.create_index(op.f('ix_groups_context'), 'groups', ['context'])
    op.execute('CREATE SEQUENCE call_filter_members')
    _first_rows()


def downgrade() -> None:
    op.drop_table('groups')
    op.drop_table('conference_rooms')
    op.drop_table('pickups')
    op.drop_table('call_filters')
    op.drop_table('parking_lots')
    op.drop_table('paging')
    op.drop_table('musics_on_hold')
    op.drop_table('extension_features')
    op.drop_table('configuration_files')
    op.execute('DROP SEQUENCE call_filter_members')


def _first_rows() -> None:
    """What every system has from the start; its numbers are the administrator's to change."""
    features = sa.table('extension_features', *(sa.column(name) for name in ('feature', 'exten', 'enabled')))
    op.bulk_insert(features, [{'feature': name, 'exten': exten, 'enabled': on} for name, exten, on in FEATURES])
    music = {'name': 'default', 'label': '', 'mode': 'files', 'sort': 'random', 'application': '', 'description': ''}
    op.bulk_insert(sa.table('musics_on_hold', *(sa.column(name) for name in music)), [music])
    lot = {
        'name': 'default', 'exten': '700', 'slots_start': 701, 'slots_end': 750, 'timeout': 45, 'find_slot': 'first',
        'hints': True, 'comeback_to_origin': True, 'courtesy_tone': 'caller', 'transfers': 'no', 'reparking': 'no',
        'hangup': 'no', 'recording': 'no', 'music_on_hold': 'default', 'description': '',
    }
    op.bulk_insert(sa.table('parking_lots', *(sa.column(name) for name in lot)), [lot])
    file = {'name': 'xivo-extrafeatures.conf', 'content': EXTRA_FEATURES, 'description': ''}
    op.bulk_insert(sa.table('configuration_files', *(sa.column(name) for name in file)), [file])
