"""Run by alembic: it hands over the connection of `service.store.migrations.config`."""

from alembic import context

from service.store.migrations import VERSION_TABLE
from service.store.tables import Base

_OURS = set(Base.metadata.tables)


def _ours(_thing: object, name: str | None, kind: str, _reflected: bool, _against: object) -> bool:
    """The job engine's tables in the same database are none of our business."""
    return kind != "table" or name in _OURS


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    version_table=VERSION_TABLE,
    include_object=_ours,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
