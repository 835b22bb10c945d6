"""A data folder and a database in which processes are started and killed: the whole group at once, by SIGKILL."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from posting import post

from service.blobs import Blobs, FolderBlobs
from service.store import Store

HERE = Path(__file__).parent
WAIT = 120.0  # seconds for everything to end, on a machine that is busy with other things


class Place:
    """Where the service runs: `worker()` and `poster()` are processes in a group of their own."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.url = folder, url
        self.store = Store(url)
        self.blobs: Blobs = FolderBlobs(folder / "blobs")
        self.store.migrate()
        for tenant in ("qinghai", "gansu"):
            self.store.add_tenant(tenant, tenant)
        self.running: list[subprocess.Popen[str]] = []

    def _start(self, script: str, kill_at: str, *arguments: str, folder: Path | None = None) -> "subprocess.Popen[str]":
        environment = {**os.environ, "MINGZHANG_DATA_DIR": str(folder or self.folder), "MINGZHANG_DATABASE_URL": self.url}
        environment |= {"MINGZHANG_WORKERS": "1", "MINGZHANG_KILL_AT": kill_at}
        command = [sys.executable, str(HERE / script), *arguments]
        process = subprocess.Popen(command, env=environment, start_new_session=True, stdout=subprocess.PIPE, text=True)
        self.running.append(process)
        return process

    def worker(self, kill_at: str = "", folder: Path | None = None) -> "subprocess.Popen[str]":
        """`folder`: of a machine of its own."""
        return self._start("worker.py", kill_at, folder=folder)

    def post(self, tenant: str, *documents: bytes, kill_at: str = "") -> list[str]:
        """Post documents as the API does: the jobs that were answered with 202."""
        for number, document in enumerate(documents):
            (self.folder / f"posted-{number}").write_bytes(document)
        names = [str(self.folder / f"posted-{number}") for number in range(len(documents))]
        answered, _ = self._start("poster.py", kill_at, tenant, *names).communicate(timeout=WAIT)
        return answered.split()

    def given(self, tenant: str, *documents: bytes) -> list[str]:
        """Documents taken in by this process, which nobody kills: their jobs, found by the workers' sweep."""
        return [post(self.store, self.blobs, document, tenant=tenant).id for document in documents]

    def until_ended(self, tenant: str, *jobs: str) -> None:
        end = time.monotonic() + WAIT
        while any(self.state(tenant, job) in ("queued", "running") for job in jobs):
            assert time.monotonic() < end, [self.state(tenant, job) for job in jobs]
            time.sleep(0.1)

    def state(self, tenant: str, job: str) -> str:
        found = self.store.job(tenant, job)
        assert found is not None, "an accepted job is lost"
        return found.state

    def close(self) -> None:
        for process in self.running:
            kill(process)
        self.store.close()


def kill(process: "subprocess.Popen[str]") -> None:
    """The process and all its children, at once."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    if process.stdout:
        process.stdout.close()
