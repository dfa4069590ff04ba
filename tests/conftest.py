"""Real servers for tests: by URL from the environment, else from Debian's packages, in own folders."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from bench import server
from hypothesis import HealthCheck, settings

settings.register_profile(
    "kept", deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
settings.load_profile("kept")


def no_server(reason: str) -> None:
    """Skip with a reason; in CI, where every server must be there, fail."""
    if os.environ.get("KEPT_TEST_NO_SKIP"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a PostgreSQL database that tests may fill and empty."""
    if url := os.environ.get("KEPT_TEST_POSTGRES"):
        yield url
        return
    try:
        with server.postgres() as url:
            yield url
    except server.NoServer as missing:
        no_server(f"{missing}: install it or set KEPT_TEST_POSTGRES to the URL of an empty database")


@pytest.fixture(scope="session")
def mariadb() -> Iterator[str]:
    """The URL of a MariaDB database that tests may fill and empty."""
    if url := os.environ.get("KEPT_TEST_MARIADB"):
        yield url
        return
    try:
        with server.mariadb() as url:
            yield url
    except server.NoServer as missing:
        no_server(f"{missing}: install it or set KEPT_TEST_MARIADB to the URL of an empty database")
