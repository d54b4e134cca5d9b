# SPDX-License-Identifier: GPL-3.0-or-later
"""Move devices from plugins that were renamed or split to the present ones"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# One time, so that whom an administrator gives another plugin later keeps it.
_X70 = "('T32G', 'T38G', 'VP530P')"
_X72_OR_X70 = "('T20P', 'T26P')"
_X72 = "('T19P', 'T21P', 'T22P', 'T28P')"


def upgrade() -> None:
    _move("xivo-snom-8.7.5", "xivo-snom-8.7.5.17")
    _move("xivo-yealink-v80", "xivo-yealink-70.0", f"upper(document ->> 'model') IN {_X70}")
    with_x70 = "document ->> 'version' ~ '^[0-9]+[.]70[.]'"
    _move("xivo-yealink-v80", "xivo-yealink-70.0", f"upper(document ->> 'model') IN {_X72_OR_X70} AND {with_x70}")
    for models in (_X72, _X72_OR_X70):
        _move("xivo-yealink-v80", "xivo-yealink-72.0", f"upper(document ->> 'model') IN {models}")


def downgrade() -> None:
    _move("xivo-snom-8.7.5.17", "xivo-snom-8.7.5")
    for plugin in ("xivo-yealink-70.0", "xivo-yealink-72.0"):
        _move(plugin, "xivo-yealink-v80")


def _move(before: str, after: str, condition: str = "true") -> None:
    op.execute(
        f"UPDATE devices SET document = jsonb_set(document, '{{plugin}}', '\"{after}\"') "  # noqa: S608  our own words
        f"WHERE document ->> 'plugin' = '{before}' AND {condition}"
    )
