"""Alembic runs inside the house, on the connection it is given."""

from alembic import context

from server.storage.tables import tables

context.configure(connection=context.config.attributes["connection"], target_metadata=tables, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
