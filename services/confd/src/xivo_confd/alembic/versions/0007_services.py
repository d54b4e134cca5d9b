# SPDX-License-Identifier: GPL-3.0-or-later
"""services"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


FEATURES = (
    ("phonestatus", "*10", True),
    ("paging", "_*11.", True),
    ("fwdundoall", "*20", True),
    ("fwdunc", "_*21.", True),
    ("fwdrna", "_*22.", True),
    ("fwdbusy", "_*23.", True),
    ("enablednd", "*25", True),
    ("callrecord", "*26", False),
    ("incallfilter", "*27", True),
    ("agentstaticlogtoggle", "_*30.", True),
    ("agentstaticlogin", "_*31.", True),
    ("agentstaticlogoff", "_*32.", True),
    ("calllistening", "*34", False),
    ("directoryaccess", "*36", True),
    ("bsfilter", "_*37.", True),
    ("cctoggle", "*40", True),
    ("autoprov", "*48378", True),
    ("callgroup", "_*664.", True),
    ("callqueue", "_*665.", True),
    ("calluser", "_*666.", True),
    ("callmeetme", "_*667.", True),
    ("phoneprogfunckey", "_*735.", True),
    ("pickup", "_*8.", True),
    ("recsnd", "*9", True),
    ("enablevm", "*90", True),
    ("enablevmslt", "_*90.", True),
    ("vmuserpurge", "*92", False),
    ("vmuserpurgeslt", "_*92.", False),
    ("vmboxpurgeslt", "_*93.", False),
    ("vmuserslt", "_*96.", True),
    ("vmboxslt", "_*97.", True),
    ("vmusermsg", "*98", True),
    ("vmboxmsgslt", "_*99.", True),
)


def upgrade() -> None:
    op.create_table(
        "extension_features",
        sa.Column("feature", sa.String(length=40), nullable=False),
        sa.Column("exten", sa.String(length=40), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extension_features")),
        sa.UniqueConstraint("exten", name=op.f("uq_extension_features_exten")),
        sa.UniqueConstraint("feature", name=op.f("uq_extension_features_feature")),
    )
    op.create_table(
        "musics_on_hold",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=128), nullable=False),
        sa.Column("mode", sa.String(length=8), nullable=False),
        sa.Column("sort", sa.String(length=8), nullable=False),
        sa.Column("application", sa.String(length=1024), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_musics_on_hold")),
        sa.UniqueConstraint("name", name=op.f("uq_musics_on_hold_name")),
    )
    op.create_table(
        "groups",
        sa.Column("exten", sa.String(length=40), nullable=True),
        sa.Column("name", sa.String(length=79), nullable=False),
        sa.Column("label", sa.String(length=128), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("ring_strategy", sa.String(length=16), nullable=False),
        sa.Column("timeout", sa.Integer(), nullable=False),
        sa.Column("user_timeout", sa.Integer(), nullable=False),
        sa.Column("retry_delay", sa.Integer(), nullable=False),
        sa.Column("ring_in_use", sa.Boolean(), nullable=False),
        sa.Column("max_calls", sa.Integer(), nullable=False),
        sa.Column("mark_answered_elsewhere", sa.Boolean(), nullable=False),
        sa.Column("ignore_forward", sa.Boolean(), nullable=False),
        sa.Column("allow_caller_transfer", sa.Boolean(), nullable=False),
        sa.Column("allow_callee_transfer", sa.Boolean(), nullable=False),
        sa.Column("allow_caller_record", sa.Boolean(), nullable=False),
        sa.Column("allow_callee_record", sa.Boolean(), nullable=False),
        sa.Column("music_on_hold", sa.String(length=40), nullable=True),
        sa.Column("ring_tone", sa.Boolean(), nullable=False),
        sa.Column("preprocess_subroutine", sa.String(length=79), nullable=False),
        sa.Column("caller_id_mode", sa.String(length=16), nullable=True),
        sa.Column("caller_id_name", sa.String(length=80), nullable=False),
        sa.Column("schedule_id", sa.Integer(), nullable=True),
        sa.Column("users", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("extensions", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("fallbacks", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("context", sa.String(length=39), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["context"],
            ["contexts.name"],
            name=op.f("fk_groups_context_contexts"),
            onupdate="CASCADE",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_groups")),
        sa.UniqueConstraint("name", name=op.f("uq_groups_name")),
    )
    op.create_index(op.f("ix_groups_context"), "groups", ["context"])
    _first_rows()


def downgrade() -> None:
    op.drop_table("groups")
    op.drop_table("musics_on_hold")
    op.drop_table("extension_features")


def _first_rows() -> None:
    """What every system has from the start; its numbers are the administrator's to change."""
    features = sa.table("extension_features", *(sa.column(name) for name in ("feature", "exten", "enabled")))
    op.bulk_insert(features, [{"feature": name, "exten": exten, "enabled": on} for name, exten, on in FEATURES])
    music = {"name": "default", "label": "", "mode": "files", "sort": "random", "application": "", "description": ""}
    op.bulk_insert(sa.table("musics_on_hold", *(sa.column(name) for name in music)), [music])
