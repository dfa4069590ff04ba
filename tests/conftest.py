"""Real servers for tests: by URL from the environment, else from Debian's packages, in own folders."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
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


def _port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    engine = sa.create_engine(url)
    for _ in range(150):
        try:
            with engine.connect():
                engine.dispose()
                return
        except sa.exc.OperationalError:
            if server.poll() is not None:
                break
            time.sleep(0.1)
    pytest.fail(f"the test server did not start: {log.read_text()[-2000:]}")


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    server.wait(20)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a PostgreSQL database that tests may fill and empty."""
    if url := os.environ.get("KEPT_TEST_POSTGRES"):
        yield url
        return
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or [Path(shutil.which("initdb") or "")]
    if not found[-1].is_file():
        no_server("no PostgreSQL here: install it or set KEPT_TEST_POSTGRES to the URL of an empty database")
    binaries, folder = found[-1].parent, Path(tempfile.mkdtemp(prefix="kept-postgres-"))
    root = os.geteuid() == 0
    if root:  # PostgreSQL refuses to run as root
        shutil.chown(folder, "postgres")
    become = ["runuser", "-u", "postgres", "--"] if root else []
    subprocess.run(
        [*become, binaries / "initdb", "-D", folder / "data", "-U", "kept", "-A", "trust", "-E", "UTF8",
         "--locale=C.UTF-8", "--no-sync"],
        check=True, capture_output=True,
    )  # fmt: skip
    port, log = _port(), folder / "log"
    with log.open("wb") as out:
        server = subprocess.Popen(
            [*become, binaries / "postgres", "-D", folder / "data", "-p", str(port), "-k", folder,
             "-c", "fsync=off", "-c", "full_page_writes=off", "-c", "listen_addresses=127.0.0.1"],
            stdout=out, stderr=out,
        )  # fmt: skip
    url = f"postgresql+psycopg://kept@127.0.0.1:{port}/postgres"
    _wait(url, server, log)
    yield url.replace("+psycopg", "")
    _stop(server)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def mariadb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a MariaDB database that tests may fill and empty."""
    if url := os.environ.get("KEPT_TEST_MARIADB"):
        yield url
        return
    install, daemon = shutil.which("mariadb-install-db"), shutil.which("mariadbd", path="/usr/sbin:/usr/bin")
    if not install or not daemon:
        no_server("no MariaDB here: install it or set KEPT_TEST_MARIADB to the URL of an empty database")
    folder = tmp_path_factory.mktemp("mariadb")
    user = ["--user=root"] if os.geteuid() == 0 else []
    subprocess.run(
        [str(install), "--no-defaults", *user, f"--datadir={folder}/data",
         "--auth-root-authentication-method=normal", "--skip-test-db"],
        check=True, capture_output=True,
    )  # fmt: skip
    port, log = _port(), folder / "log"
    with log.open("wb") as out:
        server = subprocess.Popen(
            [str(daemon), "--no-defaults", *user, f"--datadir={folder}/data", f"--port={port}",
             "--bind-address=127.0.0.1", f"--socket={folder}/socket", f"--pid-file={folder}/pid",
             "--innodb-flush-log-at-trx-commit=0", "--character-set-server=utf8mb4"],
            stdout=out, stderr=out,
        )  # fmt: skip
    url = f"mysql+pymysql://root@127.0.0.1:{port}/"
    _wait(url, server, log)
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE DATABASE kept CHARACTER SET utf8mb4")
    engine.dispose()
    yield f"mariadb://root@127.0.0.1:{port}/kept"
    _stop(server)
