"""A private PostgreSQL for the tests: in a temporary folder, on a socket, stopped and removed at the end."""

import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
from pathlib import Path

import psycopg

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))
QUICK = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c shared_buffers=32MB -c listen_addresses= -c max_connections=200"


class Cluster:
    """`url(name)` of a database; `stop()` and `start()` as an operator would."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="mz-pg-"))
        self.owner = "postgres" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name  # it refuses to run as root
        if os.getuid() == 0:
            shutil.chown(self.folder, self.owner)
        self._run(
            "initdb",
            "--auth=trust",
            "--username=tests",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
            "-D",
            str(self.folder / "data"),
        )
        self.start()

    def _run(self, program: str, *arguments: str) -> None:
        as_owner = {"user": self.owner, "group": pwd.getpwnam(self.owner).pw_gid, "extra_groups": []} if os.getuid() == 0 else {}
        subprocess.run([PROGRAMS[-1] / program, *arguments], check=True, stdout=subprocess.DEVNULL, cwd="/", **as_owner)

    def start(self) -> None:
        log, options = str(self.folder / "log"), f"-k {self.folder} {QUICK}"
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-l", log, "-o", options, "-w", "start")

    def stop(self, how: str = "fast") -> None:
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", how, "-w", "stop")

    def url(self, name: str) -> str:
        return f"postgresql://tests@/{name}?host={self.folder}"

    def create(self, template: str = "template1") -> str:
        name = f"mz_{secrets.token_hex(6)}"
        self._execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop(self, name: str) -> None:
        self._execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def _execute(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement)

    def remove(self) -> None:
        if (self.folder / "data" / "postmaster.pid").exists():
            self.stop("immediate")
        shutil.rmtree(self.folder)
