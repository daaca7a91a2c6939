"""Numbers of 64 bits, the journal's API, and what several processes of one sandbox share."""

import sqlalchemy as sa
from alembic import op

revision = "v0_3"
down_revision = "v0_2"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Upgrades the tables of version 0.2."""
    if op.get_bind().dialect.name == "postgresql":
        _widen_numbers()
    op.create_index("ix_login_phone", "login", ["phone"])
    _create_journal_tables()
    _create_fault_tables()
    _create_request_table()
    op.create_table(
        "database_owner",
        sa.Column("id", _NUMBER, primary_key=True),
        sa.Column("addresses", sa.JSON(), nullable=False),
        sa.CheckConstraint("id = 1", name="one_owner"),
    )


def _widen_numbers() -> None:
    """SQLite's integers have 64 bits in any case."""
    inspector = sa.inspect(op.get_bind())
    for table in inspector.get_table_names():
        for column in inspector.get_columns(table):
            if isinstance(column["type"], sa.Integer) and not isinstance(column["type"], sa.BigInteger):
                op.alter_column(table, column["name"], type_=sa.BigInteger())
    for sequence in inspector.get_sequence_names():
        op.execute(f'ALTER SEQUENCE "{sequence}" AS bigint')


def _create_journal_tables() -> None:
    op.create_table(
        "journal_token",
        sa.Column("token", sa.String(), primary_key=True),
        sa.Column("user_id", _NUMBER, sa.ForeignKey("journal_user.id"), nullable=False),
        sa.Column("for_organization", sa.Boolean(), nullable=False),
        sa.Column("expires_at", sa.Double(), nullable=False),
        sa.Column("requests_per_minute", _NUMBER),
        sa.Column("minute_began_at", sa.Double(), nullable=False),
        sa.Column("minute_requests", _NUMBER, nullable=False),
    )
    op.create_table(
        "max_account",
        sa.Column("phone", sa.String(), primary_key=True),
        sa.Column("max_id", _NUMBER, nullable=False),
        sa.Column("max_link", sa.String(), nullable=False),
    )


def _create_fault_tables() -> None:
    op.create_table(
        "ordered_fault",
        sa.Column("id", _NUMBER, primary_key=True),
        sa.Column("phone", sa.String()),
        sa.Column("organization_id", _NUMBER),
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("operation", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("status", _NUMBER),
        sa.Column("delay_s", sa.Double()),
        sa.Column("moment", sa.String(), nullable=False),
        sa.Column("times", _NUMBER),
        sa.Column("body", sa.String()),
        sa.Column("headers", sa.JSON(), nullable=False),
        sa.Column("ordered_at", sa.Double(), nullable=False),
        sa.Column("struck", _NUMBER, nullable=False),
        sa.Column("removed_at", sa.Double()),
    )
    op.create_table(
        "held_request",
        sa.Column("id", _NUMBER, primary_key=True),
        sa.Column("fault_id", _NUMBER, sa.ForeignKey("ordered_fault.id", ondelete="CASCADE"), nullable=False),
        sa.Column("process", _NUMBER, nullable=False),
    )
    op.create_index("ix_held_request_fault_id", "held_request", ["fault_id"])


def _create_request_table() -> None:
    op.create_table(
        "stored_request",
        sa.Column("id", _NUMBER, primary_key=True),
        sa.Column("buffer", sa.String(), nullable=False),
        sa.Column("phone", sa.String()),
        sa.Column("organization_id", _NUMBER),
        sa.Column("login_id", sa.String()),
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("status", _NUMBER, nullable=False),
        sa.Column("size", _NUMBER, nullable=False),
        sa.Column("record", sa.String(), nullable=False),
    )
    op.create_index("stored_request_buffer", "stored_request", ["buffer", "id"])
    for name, column in (("stored_request_login", "login_id"), ("stored_request_phone", "phone")):
        op.create_index(name, "stored_request", [column], postgresql_where=sa.text(f"{column} IS NOT NULL"))
