from __future__ import annotations

import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy.schema import CreateIndex, CreateTable

from kept.records import challenge, log, opening, request, run, sealing
from kept.records.schema import SCHEMA
from kept.records.state import VERSION_TABLE, State, open_state
from kept.words.error import KeptError, Misuse, Refused, Unreachable

GROUPS = (challenge, log, opening, request, run, sealing)
"""The files whose tables make up the schema, imported so that it is whole."""


def sqlite_at(path: Path) -> str:
    return f"sqlite:///{path}"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def steps(state: State) -> list[int]:
    with state.reading() as connection:
        return list(connection.execute(sa.select(log.PENDING.c.arrival)).scalars())


def wait(connection: sa.Connection, id: str) -> None:
    connection.execute(sa.insert(log.PENDING).values(id=id, entry=b""))


def test_the_migrated_schema_is_that_of_the_tables(state: State) -> None:
    with state.reading() as connection:
        context = MigrationContext.configure(
            connection, opts={"version_table": VERSION_TABLE, "compare_type": True}
        )
        assert compare_metadata(context, SCHEMA) == []


def test_every_statement_of_the_migrated_sqlite_schema_is_that_of_the_tables(tmp_path: Path) -> None:
    # Beyond what Alembic compares: conditions of indexes, tables without row ids.
    state = open_state(sqlite_at(tmp_path / "state.sqlite"))
    with state.reading() as connection:
        rows = connection.execute(sa.text("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")).scalars()
        migrated = {" ".join(str(sql).split()) for sql in rows if VERSION_TABLE not in sql}
        made = [CreateTable(table) for table in SCHEMA.sorted_tables]
        made += [CreateIndex(index) for table in SCHEMA.sorted_tables for index in table.indexes]
        wanted = {" ".join(str(one.compile(connection)).split()) for one in made}
    state.close()
    assert {sql for sql in migrated if "sqlite_sequence" not in sql} == wanted


def test_what_is_written_is_read_again_after_reopening(address: str) -> None:
    first = open_state(address)
    with first.writing() as connection:
        wait(connection, "a")
    first.close()
    again = open_state(address)
    assert steps(again) == [1]
    again.close()


def test_an_error_takes_the_whole_transaction_back(state: State) -> None:
    def changed_its_mind() -> None:
        with state.writing() as connection:
            wait(connection, "a")
            raise Refused("no", do="nothing")

    with pytest.raises(Refused):
        changed_its_mind()
    assert steps(state) == []


def test_a_reader_sees_the_records_as_they_were_when_it_began(state: State) -> None:
    with state.reading() as connection:
        query = sa.select(sa.func.count()).select_from(log.PENDING)
        assert connection.execute(query).scalar() == 0
        with state.writing() as writer:
            wait(writer, "a")
        assert connection.execute(query).scalar() == 0


def test_a_reader_cannot_write(state: State) -> None:
    with pytest.raises(KeptError), state.reading() as connection:
        wait(connection, "a")
    assert steps(state) == []


def test_a_connection_that_read_can_write_afterwards(state: State) -> None:
    assert steps(state) == []
    with state.writing() as connection:
        wait(connection, "a")
    assert steps(state) == [1]


def test_the_words_of_the_database_are_not_repeated(state: State) -> None:
    with state.writing() as connection:
        wait(connection, "ada")
    with pytest.raises(KeptError) as caught, state.writing() as connection:
        wait(connection, "ada")
    assert "ada" not in " ".join(caught.value.lines())
    assert caught.value.__cause__ is None


def test_only_the_owner_may_read_the_file_and_its_folder(tmp_path: Path) -> None:
    path = tmp_path / ".kept" / "state.sqlite"
    state = open_state(sqlite_at(path))
    with state.writing() as connection:
        wait(connection, "a")
        assert {mode(file) for file in path.parent.iterdir()} == {0o600}
    assert mode(path.parent) == 0o700
    state.close()


def test_a_file_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite"
    open_state(sqlite_at(path)).close()
    path.chmod(0o644)
    open_state(sqlite_at(path)).close()
    assert mode(path) == 0o600


def test_sqlite_is_set_as_the_records_need_it(tmp_path: Path) -> None:
    state = open_state(sqlite_at(tmp_path / "state.sqlite"))
    with state.reading() as connection:

        def setting(name: str) -> object:
            return connection.exec_driver_sql(f"PRAGMA {name}").scalar()

        assert setting("journal_mode") == "wal"
        assert [setting(name) for name in ("foreign_keys", "secure_delete", "synchronous")] == [1, 1, 2]
        assert setting("busy_timeout") == 10_000
    state.close()


def test_records_of_a_newer_kept_are_refused(address: str) -> None:
    state = open_state(address)
    with state.writing() as connection:
        connection.exec_driver_sql(f"UPDATE {VERSION_TABLE} SET version_num = '9999'")
    state.close()
    with pytest.raises(Refused, match="`9999`, newer than"):
        open_state(address)


def test_a_database_of_something_else_is_refused(address: str) -> None:
    url = sa.make_url(address)
    if url.get_backend_name() == "sqlite":
        Path(url.database or "").parent.mkdir()
    else:
        url = url.set(drivername="postgresql+psycopg")
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE orders (id INTEGER)")
    with pytest.raises(Refused, match="holds other tables"):
        open_state(address)
    with engine.connect() as connection:
        assert sa.inspect(connection).get_table_names() == ["orders"]
    engine.dispose()


def test_a_file_that_is_no_database_cannot_be_reached(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite"
    path.write_text("a letter to the editor, long enough to be no header of a database at all" * 20)
    with pytest.raises(Unreachable, match="no SQLite database"):
        open_state(sqlite_at(path))


@pytest.mark.parametrize(
    "address", ["sqlite://", "sqlite:///:memory:", "mariadb://root@127.0.0.1/kept", "state.sqlite", ""]
)
def test_an_address_kept_cannot_use_is_misuse(address: str) -> None:
    with pytest.raises(Misuse, match="neither a SQLite file nor PostgreSQL"):
        open_state(address)


def test_a_server_that_is_not_there_cannot_be_reached_and_its_password_is_not_told() -> None:
    with pytest.raises(Unreachable) as caught:
        open_state("postgresql://ada:secret@127.0.0.1:1/kept")
    assert "secret" not in " ".join(caught.value.lines())


def test_a_folder_that_cannot_be_made_cannot_be_reached(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Unreachable, match="not a directory"):
        open_state(sqlite_at(tmp_path / "file" / "below" / "state.sqlite"))


def test_a_file_damaged_after_it_was_made_cannot_be_reached(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite"
    open_state(sqlite_at(path)).close()
    with path.open("r+b") as file:
        file.seek(100)
        file.write(b"\xff" * 4000)
    with pytest.raises(Unreachable, match="damaged"):
        open_state(sqlite_at(path))


def test_a_writer_that_waits_too_long_is_told_that_another_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kept.records.state.BUSY", 50)
    path = tmp_path / "state.sqlite"
    state = open_state(sqlite_at(path))
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unreachable, match="busy"), state.writing():
        pass
    other.close()
    state.close()


def test_many_who_open_at_once_find_one_schema(address: str) -> None:
    program = "import sys; from kept.records.state import open_state; open_state(sys.argv[1]).close()"
    opened = [
        subprocess.Popen([sys.executable, "-c", program, address], stderr=subprocess.PIPE) for _ in range(6)
    ]
    said = [process.communicate()[1].decode() for process in opened]
    assert [process.returncode for process in opened] == [0] * 6, said
