"""The tables of a lasting database: made where there are none, upgraded where an earlier version has made them."""

from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, String, column, inspect, select, table, text

# All modules of tables: a database gets the tables of the modules that are imported.
from mock_server.model import journal, sandbox, sferum, vk_id  # noqa: F401
from mock_server.model.base import Table

HEAD: Final = "v0_3"
"""The last of the migrations: what the tables of the model are. Alembic is imported only where one has to run."""
VERSION_TABLE: Final = "sandbox_version"
_FIRST = "v0_2"
_LOCK_KEY = 51_000_003
_VERSION = table(VERSION_TABLE, column("version_num", String))


def prepare_schema(engine: Engine) -> None:
    """Gives the database the tables of this version, all or none of the changes.

    Others who do the same at this moment wait. Raises ValueError for tables of another program or a later version,
    which stay as they were.
    """
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK_KEY})
        version = _read_version(connection)
        if version == HEAD:
            return
        own_names = Table.metadata.tables.keys() & inspect(connection).get_table_names()
        if version is None and not own_names:
            Table.metadata.create_all(connection)
            _write_version(connection, HEAD)
            return
        if version is None:
            _require_first_version(connection, own_names)
            _write_version(connection, _FIRST)
        _migrate(connection, version or _FIRST)


def _read_version(connection: Connection) -> str | None:
    return connection.scalar(select(_VERSION)) if inspect(connection).has_table(VERSION_TABLE) else None


def _write_version(connection: Connection, version: str) -> None:
    connection.execute(text(f"CREATE TABLE {VERSION_TABLE} (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
    connection.execute(_VERSION.insert().values(version_num=version))


def _require_first_version(connection: Connection, own_names: set[str]) -> None:
    """Raises ValueError unless the tables are those of version 0.2, which wrote no version."""
    from mock_server.migrations.versions.v0_2 import COLUMNS

    for name in (*sorted(own_names), *COLUMNS):
        columns = inspect(connection).get_columns(name) if name in own_names else []
        if {item["name"] for item in columns} != set(COLUMNS.get(name, "").split()):
            raise ValueError(f"таблицу {name} создала другая версия или другая программа")


def _migrate(connection: Connection, version: str) -> None:
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory(str(Path(__file__).parent / "migrations"))
    if version not in {script.revision for script in scripts.walk_revisions()}:
        raise ValueError(f"её таблицы новее этой песочницы ({version}): обновите песочницу")
    with EnvironmentContext(Config(), scripts, fn=lambda old, _: scripts._upgrade_revs(HEAD, old)) as environment:
        environment.configure(connection=connection, version_table=VERSION_TABLE)
        environment.run_migrations()
