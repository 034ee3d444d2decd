"""What Alembic runs inside the transaction that `rsovisit.store.migrate` holds open."""

from __future__ import annotations

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=None,
    transactional_ddl=True,
    render_as_batch=True,
)
context.run_migrations()
