"""Alembic's environment: it migrates our tables on the connection that `storage.upgrade` gives."""

from alembic import context

from storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],  # in a transaction that `Database.migration` commits
    target_metadata=metadata,
    render_as_batch=True,
)
context.run_migrations()
