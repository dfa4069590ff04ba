"""How Alembic reaches the records: over the connection, and in the transaction, it is given."""

from __future__ import annotations

from alembic import context

from kept.records.state import VERSION_TABLE

context.configure(
    connection=context.config.attributes["connection"],
    version_table=VERSION_TABLE,
    # SQLite takes schema changes back like any other, since we begin transactions ourselves.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
