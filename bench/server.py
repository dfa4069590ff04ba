"""Throwaway database servers from Debian's packages, each in its own folder, for benchmarks and tests."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa


class NoServer(Exception):
    """The programs are not installed."""


class NotStarted(Exception):
    """The server gave up or did not answer in time; the text is the end of its log."""


@contextmanager
def postgres(settings: Sequence[str] = ()) -> Iterator[str]:
    """The URL of an empty PostgreSQL database; `settings` are `name=value`. Raises NoServer, NotStarted."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or [Path(shutil.which("initdb") or "")]
    if not found[-1].is_file():
        raise NoServer("no PostgreSQL here")
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
    port = _port()
    options = ["fsync=off", "full_page_writes=off", "listen_addresses=127.0.0.1", *settings]
    command = [*become, binaries / "postgres", "-D", folder / "data", "-p", str(port), "-k", folder,
               *(word for option in options for word in ("-c", option))]  # fmt: skip
    try:
        with _running(command, f"postgresql+psycopg://kept@127.0.0.1:{port}/postgres", folder / "log"):
            yield f"postgresql://kept@127.0.0.1:{port}/postgres"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def mariadb() -> Iterator[str]:
    """The URL of an empty MariaDB database. Raises NoServer, NotStarted."""
    install, daemon = shutil.which("mariadb-install-db"), shutil.which("mariadbd", path="/usr/sbin:/usr/bin")
    if not install or not daemon:
        raise NoServer("no MariaDB here")
    folder = Path(tempfile.mkdtemp(prefix="kept-mariadb-"))
    user = ["--user=root"] if os.geteuid() == 0 else []
    subprocess.run(
        [str(install), "--no-defaults", *user, f"--datadir={folder}/data",
         "--auth-root-authentication-method=normal", "--skip-test-db"],
        check=True, capture_output=True,
    )  # fmt: skip
    port = _port()
    command = [str(daemon), "--no-defaults", *user, f"--datadir={folder}/data", f"--port={port}",
               "--bind-address=127.0.0.1", f"--socket={folder}/socket", f"--pid-file={folder}/pid",
               "--innodb-flush-log-at-trx-commit=0", "--character-set-server=utf8mb4"]  # fmt: skip
    url = f"mysql+pymysql://root@127.0.0.1:{port}/"
    try:
        with _running(command, url, folder / "log"):
            engine = sa.create_engine(url)
            with engine.begin() as connection:
                connection.exec_driver_sql("CREATE DATABASE kept CHARACTER SET utf8mb4")
            engine.dispose()
            yield f"mariadb://root@127.0.0.1:{port}/kept"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _running(command: Sequence[str | Path], url: str, log: Path) -> Iterator[None]:
    with log.open("wb") as out:
        server = subprocess.Popen(command, stdout=out, stderr=out)
    try:
        _wait(url, server, log)
        yield
    finally:
        server.terminate()
        server.wait(20)


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
    raise NotStarted(log.read_text()[-2000:])
