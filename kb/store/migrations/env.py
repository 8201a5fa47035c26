"""What Alembic runs: the migrations, in the transaction that kb.store.migrate has begun."""

from __future__ import annotations

from alembic import context

from kb.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # SQLite changes a column by copying its table.
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
