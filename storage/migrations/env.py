"""What Alembic runs: our metadata over the connection it is given."""

from alembic import context

from storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],  # in a transaction: `Database.migration` ends it
    target_metadata=metadata,
    render_as_batch=True,
)
context.run_migrations()
