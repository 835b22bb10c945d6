"""One worker process beside the API: started, watched, started again when it dies, told to stop when the service stops."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from threading import Event, Thread

import structlog

log = structlog.get_logger("service.supervisor")
_FIRST_PAUSE, _LONGEST_PAUSE = 0.2, 10.0  # seconds before a dead worker is started again, doubled each time
_SETTLED_SECONDS = 30.0  # one that lived so long starts again without delay
_STOP_SECONDS = 25.0  # a worker hands its running jobs back in that time, or is killed: then the next one takes them
_ORPHAN_SECONDS = 1.0
_STANDARD_ERROR = 2  # our standard output may be somebody's protocol

WORKER = (sys.executable, "-m", "service.cli", "work", "--parent", "{parent}")


class Supervisor:
    """Runs `command` for as long as the service runs; `{parent}` in it becomes our process id."""

    def __init__(self, command: Sequence[str] = WORKER, environment: Mapping[str, str] | None = None) -> None:
        """`environment`: variables beside ours."""
        self._environment = {**os.environ, **(environment or {})}
        self._command = [part.replace("{parent}", str(os.getpid())) for part in command]
        self._stopping = Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = Thread(target=self._run, name="supervisor", daemon=True)
        self.starts = 0

    @property
    def pid(self) -> int | None:
        """The worker's process id; None while there is none."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def start(self) -> None:
        """Start the worker, and keep it running."""
        self._thread.start()

    def stop(self) -> None:
        """End the worker: first asked, then killed. Returns when it is gone."""
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        pause = _FIRST_PAUSE
        while not self._stopping.is_set():
            began = time.monotonic()
            code = self._one()
            if self._stopping.is_set():
                break
            pause = _FIRST_PAUSE if time.monotonic() - began > _SETTLED_SECONDS else min(pause * 2, _LONGEST_PAUSE)
            log.error("worker_ended", code=code, again_in=pause)
            self._stopping.wait(pause)

    def _one(self) -> int:
        """One life of the worker: its exit code, negative for a signal."""
        self._process = process = subprocess.Popen(self._command, env=self._environment, stdin=subprocess.DEVNULL, stdout=_STANDARD_ERROR)
        self.starts += 1
        log.info("worker_started", pid=process.pid)
        while (code := process.poll()) is None:
            if self._stopping.wait(0.1):
                return _ended(process)
        return code


def _ended(process: subprocess.Popen[bytes]) -> int:
    process.terminate()
    try:
        return process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        log.error("worker_killed", pid=process.pid)
        process.kill()
        return process.wait()


def when_orphaned(parent: int, act: Callable[[], None]) -> None:
    """Call `act` once, from a thread, when the process `parent` is no longer our parent (kill -9 tells nobody)."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_ORPHAN_SECONDS)
        act()

    Thread(target=watch, name="orphan-watch", daemon=True).start()
