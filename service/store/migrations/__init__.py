"""Steps from one shape of the tables to the next (alembic), run by the program itself, also from an installed package.

A new step: `alembic.command.revision(config(connection), message, autogenerate=True)` writes a draft into `versions/`.
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from service.store.engine import translated

VERSION_TABLE = "mingzhang_version"  # the job engine keeps its own in the same database
_LOCK = 7_052_113_000_000_000_001  # any number that nobody else locks: PostgreSQL, one process migrates at a time


def config(connection: Connection) -> Config:
    """Where alembic finds the steps, and the connection that they run on."""
    settings = _here()
    settings.attributes["connection"] = connection
    return settings


def _here() -> Config:
    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return settings


def upgrade(engine: Engine, revision: str = "head") -> None:
    """All missing steps up to `revision` in one transaction: all or nothing."""
    with translated(), engine.execution_options(writing=True).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _LOCK})
        command.upgrade(config(connection), revision)


def revision_of(connection: Connection) -> str | None:
    """The newest step that a database has taken; None: none yet."""
    return MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE}).get_current_revision()


def known_revisions() -> set[str]:
    """All steps that this version of the program has."""
    return {script.revision for script in ScriptDirectory.from_config(_here()).walk_revisions()}
