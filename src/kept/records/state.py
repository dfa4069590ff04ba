"""The database kept writes its own records to: a SQLite file, or PostgreSQL by its address."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine, event

from kept.words.error import KeptError, Misuse, Refused, Unreachable

VERSIONS = Path(__file__).parent / "migrations" / "versions"
VERSION_TABLE = "kept_version"
BUSY = 10_000
"""Milliseconds one writer waits for another."""

_WRITES = "kept_writes"
_FORGOT = "kept_forgot"
_MIGRATING = 0x6B657074
"""The advisory lock under which PostgreSQL lets one process migrate: `kept` in ASCII."""


class State:
    """kept's own records. Connections are given out one transaction at a time."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees the records as they are now and cannot change them.

        Raises Unreachable when the database does not answer.
        """
        with self._connected(writes=False) as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection in one transaction: committed at the end, taken back whole on an error.

        On SQLite one writer at a time; who waits longer than ten seconds gets Unreachable. Whatever a
        transaction forgot is also taken out of SQLite's write-ahead file, unless somebody still reads it;
        then the next such transaction or the last `close` does it.
        """
        with self._connected(writes=True) as connection:
            connection.info.pop(_FORGOT, None)
            with connection.begin():
                yield connection
            if connection.info.pop(_FORGOT, False):
                _scrub(connection)

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()

    @contextmanager
    def _connected(self, *, writes: bool) -> Iterator[Connection]:
        try:
            with self._engine.connect() as connection:
                yield _meant_for(connection, writes)
        except sa.exc.StatementError as error:
            # The driver's words may hold the address, its password or people's values.
            raise _explained(error) from None


def open_state(address: str) -> State:
    """The records at a SQLAlchemy address, made when there are none, brought up to this kept's schema.

    A SQLite file is readable by its owner alone, as is the folder when it is made. Raises Misuse for an
    address kept cannot use, Unreachable when nothing answers there or it is no database, Refused when a
    newer kept wrote it or it belongs to something else.
    """
    url = _url(address)
    state = State(_sqlite(url) if url.get_backend_name() == "sqlite" else _postgres(url))
    try:
        _migrate(state)
    except BaseException:
        state.close()
        raise
    return state


def lock(connection: Connection, number: int) -> None:
    """Hold a lock until the transaction ends. On SQLite who writes is alone already."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(number)))


def scrub_after(connection: Connection) -> None:
    """Let this transaction, once committed, also leave no trace in SQLite's write-ahead file."""
    connection.info[_FORGOT] = True


def _url(address: str) -> sa.URL:
    try:
        url = sa.make_url(address)
    except sa.exc.ArgumentError:
        url = sa.URL.create("none")
    kind = url.get_backend_name()
    if kind == "sqlite" and url.database and url.database != ":memory:":
        return url
    if kind in ("postgresql", "postgres"):
        return url.set(drivername="postgresql+psycopg")
    raise Misuse(
        "the address of kept's own records is neither a SQLite file nor PostgreSQL",
        do="write it as `sqlite:///.kept/state.sqlite` or `postgresql://host/name`",
    )


def _sqlite(url: sa.URL) -> Engine:
    _own_file(Path(url.database or ""))
    engine = sa.create_engine(url)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        # The driver's own transaction handling would begin too late; we begin by ourselves.
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout = {BUSY}")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA temp_store = MEMORY")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A transaction that reads first and writes later could be refused halfway: writers say so at once.
        writes = connection.get_execution_options().get(_WRITES, False)
        connection.exec_driver_sql(f"PRAGMA query_only = {'OFF' if writes else 'ON'}")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _own_file(path: Path) -> None:
    """Make the file, readable by its owner alone, before SQLite makes it as the umask allows."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            path.chmod(0o600)
    except OSError as error:
        said = (error.strerror or "no file can be made there").lower()
        raise Unreachable(
            f"cannot open kept's own records at `{path}`: {said}",
            do="check the folder and its rights, or change `state` in kept.yaml",
        ) from None


def _postgres(url: sa.URL) -> Engine:
    try:
        return sa.create_engine(url, pool_pre_ping=True)
    except ModuleNotFoundError:
        raise Misuse(
            "PostgreSQL needs a driver that is not installed", do="install `kept[postgres]`"
        ) from None


def _meant_for(connection: Connection, writes: bool) -> Connection:
    if connection.dialect.name == "sqlite":
        return connection.execution_options(**{_WRITES: writes})
    if writes:
        return connection
    return connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def _scrub(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        raw: Any = connection.connection.driver_connection
        # Readers are not waited for: the files are scrubbed the next time, or at the last `close`.
        raw.execute("PRAGMA busy_timeout = 0")
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        raw.execute(f"PRAGMA busy_timeout = {BUSY}")


def _migrate(state: State) -> None:
    known = sorted(file.name[:4] for file in VERSIONS.glob("[0-9]*.py"))
    with state.reading() as connection:
        if _version(connection, known) == known[-1]:
            return
    with state.writing() as connection:
        lock(connection, _MIGRATING)
        _upgrade(connection)  # nothing is left to do where another process did it while this one waited


def _version(connection: Connection, known: list[str]) -> str | None:
    """The schema version there, None for an empty database. Raises Refused for one that is not ours."""
    tables = sa.inspect(connection).get_table_names()
    if VERSION_TABLE not in tables:
        if tables:
            raise Refused(
                "the database meant for kept's own records holds other tables",
                do="give kept a database of its own: change `state` in kept.yaml",
            )
        return None
    found = connection.execute(sa.text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()  # noqa: S608
    if found is not None and found not in known:
        raise Refused(
            f"kept's own records have schema `{found}`, newer than this kept knows (`{known[-1]}`)",
            do="run the newer kept, or restore the records from before it",
        )
    return found


def _upgrade(connection: Connection) -> None:
    # Imported only when there is something to do: it costs as much as the rest of a start.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(VERSIONS.parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _explained(error: sa.exc.StatementError) -> KeptError:
    if isinstance(error.orig, KeptError):
        return error.orig  # raised by a type of ours while a value was put into a statement
    said = str(error.orig).lower()
    if "locked" in said or "busy" in said:
        return Unreachable(
            f"kept's own records are busy: somebody has been writing for {BUSY // 1000} seconds",
            do="wait until the other kept is done, then run again",
        )
    if "not a database" in said or "malformed" in said:
        return Unreachable(
            "the file of kept's own records is no SQLite database, or is damaged",
            do="restore it from a backup, or change `state` in kept.yaml",
        )
    if isinstance(error, sa.exc.OperationalError) or getattr(error, "connection_invalidated", False):
        return Unreachable(
            "cannot reach kept's own records", do="start the database, or change `state` in kept.yaml"
        )
    return KeptError(
        f"kept's own records would not take what was to be written ({type(error.orig).__name__})",
        do="report this: the words of the database may hold personal data and are not repeated",
    )
