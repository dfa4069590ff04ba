"""One database: its schema, a person's rows, erasure, and the looks that check it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property

import sqlalchemy as sa
from sqlalchemy import Connection

from kept.controls.operation import Change, Erase, ErasePeople, Look, Person, Rows
from kept.controls.seen import About, Done, Orphans, Residue, Row, Seen, Unindexed
from kept.datamap.graph import Graph, graph
from kept.datamap.holding import Holding
from kept.datamap.schema import Schema
from kept.words.error import KeptError, Mismatch, Misuse, Refused, Unreachable, suggestion

from . import access, change, indexes, look, residue
from .dialect import Dialect
from .erasure import Erasure
from .keys import Keys, drop_keys, make_keys
from .leaving import leaving
from .mariadb import MariaDB
from .paths import is_straight
from .postgres import Postgres
from .reach import Reach
from .schema import describe, reflected
from .script import Script
from .sqlite import SQLite

DIALECTS: Mapping[str, type[Dialect]] = {
    "sqlite": SQLite,
    "postgresql": Postgres,
    "postgres": Postgres,
    "mariadb": MariaDB,
    "mysql": MariaDB,
}


class Store:
    """A database of the deployment, by its name in `kept.yaml`."""

    def __init__(self, name: str, url: str) -> None:
        address = _address(name, url)
        self.name = name
        self.dialect = DIALECTS[address.get_backend_name()]()
        self.engine = self.dialect.engine(address)
        self._schemas: set[str] = set()
        self._written: tuple[Graph, Script | None] | None = None

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        try:
            connection = self.engine.connect()
        except sa.exc.OperationalError:
            # The driver's words may repeat the address with its password: they are not passed on.
            raise Unreachable(
                f"cannot reach store `{self.name}`",
                do=f"start the database, or change `stores.{self.name}.url` in kept.yaml",
            ) from None
        with connection:
            yield connection

    @cached_property
    def metadata(self) -> sa.MetaData:
        """The reflected tables: those of the connection's own schema and of others that a map names."""
        with self._connected() as connection:
            return reflected(connection, self._schemas)

    @cached_property
    def schema(self) -> Schema:
        """The live schema as the map knows it."""
        return describe(self.metadata)

    @cached_property
    def _tables(self) -> dict[str, sa.Table]:
        return dict(self.metadata.tables)

    def graph(self, holding: Holding) -> Graph:
        """The store's map, resolved. Raises Mismatch where the two do not fit.

        A table of another schema of the database is named with it: `billing.invoices`.
        """
        named = {name.rpartition(".")[0] for name in holding.tables} - {""}
        if not named <= self._schemas:
            self._schemas |= named
            for read in ("metadata", "schema", "_tables"):
                self.__dict__.pop(read, None)
        return graph(holding, self.schema)

    @contextmanager
    def _reach(
        self,
        graph: Graph,
        collect: Callable[[Reach], None],
        *,
        erasing: bool = True,
        take_back: bool = False,
    ) -> Iterator[tuple[Connection, dict[str, Keys], Reach]]:
        with self._connected() as connection, self._answered():
            # Key tables are made before the transaction: InnoDB would commit it.
            keys = make_keys(connection, graph, self._tables, self.dialect, erasing=erasing)
            connection.commit()
            try:
                with connection.begin() as transaction:
                    reach = Reach(connection, graph, keys, self.dialect)
                    collect(reach)
                    yield connection, keys, reach
                    if take_back:
                        transaction.rollback()
            finally:
                drop_keys(connection, keys)
                connection.commit()

    @contextmanager
    def _answered(self) -> Iterator[None]:
        try:
            yield
        except sa.exc.DBAPIError as error:
            # Its text may hold people's values: only the kind of error is passed on.
            raise Refused(
                f"store `{self.name}` refused a statement ({type(error.orig).__name__}); nothing was changed",
                do="see that the account may read, write and make temporary tables, then run again",
            ) from None

    def rows(self, holding: Graph, people: Sequence[Person]) -> Iterator[Row]:
        """Every row these people may see, table by table, ordered by person."""
        if script := self._script(holding):
            with self._connected() as connection, self._answered(), connection.begin():
                yield from script.rows(connection, people)
            return
        with self._reach(holding, lambda r: r.collect(people), erasing=False) as (connection, keys, _reach):
            yield from access.rows(connection, holding, keys)

    def erase(self, holding: Graph, people: Sequence[Person]) -> tuple[Done, ...]:
        """Erase these people in one transaction; a second run finds nobody and touches no row."""
        return self._erased_people(holding, people)

    def preview_erase(self, holding: Graph, people: Sequence[Person]) -> tuple[Done, ...]:
        """What `erase` would do: the same work, taken back. Raises what `erase` raises."""
        return self._erased_people(holding, people, take_back=True)

    def _erased_people(
        self, graph: Graph, people: Sequence[Person], *, take_back: bool = False
    ) -> tuple[Done, ...]:
        if script := self._script(graph):
            with self._connected() as connection, self._answered(), connection.begin() as transaction:
                done = script.erase(connection, people)
                if take_back:
                    transaction.rollback()
                return done
        return self._erased(graph, lambda reach: reach.collect(people), take_back=take_back)

    def _script(self, graph: Graph) -> Script | None:
        """The statements of a straight graph, kept until another graph is asked for; None for all others."""
        if not self.dialect.straight:
            return None
        if self._written is None or self._written[0] is not graph:
            script = Script(graph, self._tables, self.dialect) if is_straight(graph) else None
            self._written = graph, script
        return self._written[1]

    def _erased(
        self, graph: Graph, collect: Callable[[Reach], None], *, take_back: bool = False
    ) -> tuple[Done, ...]:
        with self._reach(graph, collect, take_back=take_back) as (connection, keys, reach):
            reach.mark_others()
            return Erasure(connection, graph, keys, self.dialect).run()

    def count(self, wanted: Look) -> Seen:
        """How many rows are such, and the oldest moment among them."""
        with self._looking() as (connection, tables):
            return look.count(connection, self._table(tables, wanted.table), wanted.rows)

    def apply(self, graph: Graph, wanted: Change) -> tuple[Done, ...]:
        """Make one change in one transaction; done twice it does no more than done once.

        Raises Mismatch where a declared reference into what leaves is in no map, Refused where rows that stay
        would hold on to it; then nothing is changed.
        """
        return self._changed(graph, wanted)

    def preview(self, graph: Graph, wanted: Change) -> tuple[Done, ...]:
        """What `apply` would do: the same work, taken back. Raises what `apply` raises."""
        return self._changed(graph, wanted, take_back=True)

    def _changed(self, graph: Graph, wanted: Change, *, take_back: bool = False) -> tuple[Done, ...]:
        table = self._table(self._tables, wanted.table)
        if isinstance(wanted, ErasePeople):
            return self._erased(graph, _rows_of(table, wanted.rows), take_back=take_back)
        if isinstance(wanted, Erase) and (wanted.taking or _is_referred_to(table, graph)):
            return self._erased(leaving(graph, wanted), _rows_of(table, wanted.rows), take_back=take_back)
        with self._looking() as (connection, _tables):
            if isinstance(wanted, Erase):
                done = Done(wanted.table, "erase", change.erase(connection, table, wanted))
            else:
                done = Done(wanted.table, "mask", change.mask(connection, table, wanted))
            connection.rollback() if take_back else connection.commit()
            return (done,) if done.rows else ()

    def unindexed(self, holding: Graph) -> tuple[Unindexed, ...]:
        """Columns by which people's rows are looked up and that no index serves."""
        return indexes.unindexed(holding, self._tables, self.dialect)

    def orphans(self, holding: Graph) -> tuple[Orphans, ...]:
        """Every link of the map with the rows whose reference leads nowhere."""
        with self._looking() as (connection, tables):
            return residue.orphans(connection, holding, tables, self.dialect)

    def residue(self, holding: Graph, identifiers: Sequence[str]) -> tuple[Residue, ...]:
        """Every column of free text with its rows that hold one of these identifiers."""
        with self._looking() as (connection, tables):
            return residue.residue(connection, holding, identifiers, tables, self.dialect)

    def still_about(self, holding: Graph, people: Sequence[Person]) -> tuple[About, ...]:
        """The tables of people with their rows that still are one of these."""
        with self._looking() as (connection, tables):
            return residue.about(connection, holding, people, tables, self.dialect)

    @contextmanager
    def _looking(self) -> Iterator[tuple[Connection, dict[str, sa.Table]]]:
        """A connection and the tables; the driver's errors, which repeat values, are put in our words."""
        with self._connected() as connection:
            try:
                yield connection, self._tables
            except sa.exc.DBAPIError as error:
                gone = error.connection_invalidated
                connection.rollback()
                raise self._explained(gone) from None

    def _explained(self, gone: bool) -> KeptError:
        """Why a statement that fitted the schema as it was read failed."""
        if gone:
            return Unreachable(f"store `{self.name}` broke off", do="start the database and run again")
        with self._connected() as connection:
            live = sa.inspect(connection)
            for table in self.metadata.tables.values():
                if not live.has_table(table.name, table.schema):
                    return Mismatch(
                        f"store `{self.name}` lost its table `{table.key}`", do="correct the data map"
                    )
                columns = {c["name"] for c in live.get_columns(table.name, table.schema)}
                for column in table.columns:
                    if column.name not in columns:
                        return Mismatch(
                            f"store `{self.name}` lost its column `{table.key}.{column.name}`",
                            do="correct the data map",
                        )
        return KeptError(
            f"store `{self.name}` would not do what was asked",
            do="look in the log of the database: its words may hold personal data and are not repeated",
        )

    def _table(self, tables: Mapping[str, sa.Table], name: str) -> sa.Table:
        if name not in tables:
            raise Mismatch(f"store `{self.name}` has no table `{name}`", do=suggestion(name, tables))
        return tables[name]


def _rows_of(table: sa.Table, rows: Rows) -> Callable[[Reach], None]:
    return lambda reach: reach.collect_rows(table.key, look.chosen(table, rows, reach.connection))


def _is_referred_to(table: sa.Table, graph: Graph) -> bool:
    """Does a link of the map, or a declared reference of another table, lead to this one?"""
    declared = (
        f for t in table.metadata.tables.values() if t is not table for f in t.foreign_key_constraints
    )
    return any(f.referred_table is table for f in declared) or any(e.held == table.key for e in graph.edges)


def _address(name: str, url: str) -> sa.URL:
    try:
        address = sa.make_url(url)
    except sa.exc.ArgumentError:
        raise Misuse(
            f"the address of store `{name}` is no database URL",
            do="write it as `sqlite:///file.sqlite`, `postgresql://host/name` or `mariadb://host/name`",
        ) from None
    if address.get_backend_name() not in DIALECTS:
        raise Misuse(
            f"store `{name}` is of the unknown kind `{address.get_backend_name()}`",
            do=suggestion(address.get_backend_name(), DIALECTS),
        )
    return address
