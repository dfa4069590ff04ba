"""A database with the rows of the outside cases."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from .outside import CASES


@pytest.fixture
def address(postgres: str) -> str:
    """A database of its own, with the cases' sample schema and rows."""
    admin = sa.create_engine(
        postgres.replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT"
    )
    with admin.connect() as connection:
        connection.exec_driver_sql("DROP DATABASE IF EXISTS cases WITH (FORCE)")
        connection.exec_driver_sql("CREATE DATABASE cases")
    admin.dispose()
    own = postgres.rsplit("/", 1)[0] + "/cases"
    engine = sa.create_engine(own.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        connection.exec_driver_sql((CASES / "sql/postgres_sample.sql").read_text().replace("%", "%%"))
    engine.dispose()
    return own
