"""One database: its schema, a person's rows, erasure, and the looks that check it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property

import sqlalchemy as sa
from sqlalchemy import Connection

from kept.controls.operation import Person
from kept.datamap.graph import Graph, graph
from kept.datamap.holding import Holding
from kept.datamap.schema import Schema
from kept.words.error import Misuse, Refused, Unreachable, suggestion

from . import access
from .dialect import Dialect
from .erasure import Done, Erasure
from .keys import Keys, drop_keys, make_keys
from .mariadb import MariaDB
from .postgres import Postgres
from .reach import Reach
from .schema import describe
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

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        try:
            connection = self.engine.connect()
        except sa.exc.OperationalError as error:
            # The driver's words may repeat the address with its password: they are not passed on.
            raise Unreachable(
                f"cannot reach store `{self.name}`",
                do=f"start the database, or change `stores.{self.name}.url` in kept.yaml",
            ) from error
        with connection:
            yield connection

    @cached_property
    def metadata(self) -> sa.MetaData:
        """The reflected tables."""
        found = sa.MetaData()
        with self._connected() as connection:
            found.reflect(connection)
        return found

    @cached_property
    def schema(self) -> Schema:
        """The live schema as the map knows it."""
        return describe(self.metadata)

    def graph(self, holding: Holding) -> Graph:
        """The store's map, resolved. Raises Mismatch where the two do not fit."""
        return graph(holding, self.schema)

    @contextmanager
    def _reach(
        self, holding: Graph, people: Sequence[Person]
    ) -> Iterator[tuple[Connection, dict[str, Keys], Reach]]:
        tables = {t.name: t for t in self.metadata.tables.values()}
        with self._connected() as connection, self._answered():
            # Key tables are made before the transaction: InnoDB would commit it.
            keys = make_keys(connection, holding, tables, self.dialect)
            connection.commit()
            try:
                with connection.begin():
                    reach = Reach(connection, holding, keys, self.dialect)
                    reach.collect(people)
                    yield connection, keys, reach
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
            ) from error

    def rows(self, holding: Graph, people: Sequence[Person]) -> Iterator[access.Row]:
        """Every row these people may see, table by table, ordered by person."""
        with self._reach(holding, people) as (connection, keys, _reach):
            yield from access.rows(connection, holding, keys)

    def erase(self, holding: Graph, people: Sequence[Person]) -> tuple[Done, ...]:
        """Erase these people in one transaction; a second run finds nobody and touches no row."""
        with self._reach(holding, people) as (connection, keys, reach):
            reach.mark_others()
            return Erasure(connection, holding, keys, self.dialect).run()


def _address(name: str, url: str) -> sa.URL:
    try:
        address = sa.make_url(url)
    except sa.exc.ArgumentError as error:
        raise Misuse(
            f"the address of store `{name}` is no database URL",
            do="write it as `sqlite:///file.sqlite`, `postgresql://host/name` or `mariadb://host/name`",
        ) from error
    if address.get_backend_name() not in DIALECTS:
        raise Misuse(
            f"store `{name}` is of the unknown kind `{address.get_backend_name()}`",
            do=suggestion(address.get_backend_name(), DIALECTS),
        )
    return address
