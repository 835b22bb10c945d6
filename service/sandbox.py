"""Documents are opened in child processes only. A child that dies, hangs or grows takes nobody with it.

Each slot has one child and a pipe of its own, and is asked one thing at a time. (A pool with one shared channel, as in
pebble or concurrent.futures, breaks for all when a child is killed that holds its lock or has nothing to do: tried.)
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Literal

from service.limits import LIMITS, Limits

Failure = Literal["died", "timeout", "stopped"]
Watch = Callable[[], str | None]  # asked every TICK; a reason to stop, or None

TICK = 0.05  # seconds between two looks at a busy child
START_SECONDS = 60.0  # for a child to start: 2 s alone, more on a machine where everything starts at once
WAITING = 4  # times its clock at most a request may take by the wall, where its child has to wait for a processor
STARTS = 3  # children that may be killed before they take a request
LAST_BREATH = 1.0  # seconds from the end of a pipe to the end of its process: a core is not written, but memory is freed
ANSWER_BYTES = 100_000_000  # a page's picture is 25 Mpx at most
ADDRESS_TIMES = 3  # address space for each byte of memory: the code that OCR runtimes make maps 2 GB and fills 60 MB of it
ADDRESS_SHARE = 0.7  # of the address space; a child that has mapped more when idle is replaced
RESIDENT_SHARE = 0.5  # of the memory limit; a child that keeps more when idle is replaced: OCR runtimes leak
KEPT_ENVIRONMENT = ("PATH", "HOME", "LANG", "LC_ALL", "PYTHONPATH", "LD_LIBRARY_PATH", "SYSTEMROOT")  # no secrets go in


_FAILURES: dict[str, Failure] = {"timeout": "timeout", "memory": "died"}


class SandboxUnavailable(Exception):
    """No child could be started: the machine is out of memory or processes. Worth another try later."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a document as a whole cannot be read. `code` is stable, `message` and `advice` are for people (Chinese)."""

    code: str
    message: str
    advice: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one request: `value` (and `data`), a `problem` of the document, or a `failure` of the child:
    it died by itself (`signal`: by which one) or for `reason` "memory", ran out of time, or was stopped for `reason` by who
    watched it."""

    value: dict[str, Any] = field(default_factory=dict)
    data: bytes = b""
    problem: Problem | None = None
    failure: Failure | None = None
    signal: int | None = None
    reason: str | None = None


class NotTaken(Exception):
    """The child was killed while it had nothing to do: the request is not to blame."""


class Child:
    """One child process and the pipe to it. Not thread-safe: one request at a time."""

    def __init__(self, folder: Path, limits: Limits, warm: str, program: Sequence[str]) -> None:
        """Starts at once, and is ready when `ready` says so; it writes below `folder` only."""
        ours, theirs = Pipe()
        arguments = [theirs.fileno(), folder, limits.worker_bytes * ADDRESS_TIMES, os.getpid(), warm]
        environment = {name: os.environ[name] for name in KEPT_ENVIRONMENT if name in os.environ}
        self.process = subprocess.Popen(
            [sys.executable, *program, *map(str, arguments)],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            env=environment | {"TMPDIR": str(folder), "PYTHONUNBUFFERED": "1"},
        )
        theirs.close()
        self.pipe: Connection = ours
        self.locks: tuple[str, ...] = ()
        self.worn = 0  # pages read and other requests served
        self.resident = 0  # bytes that it kept after its last request
        self.mapped = 0  # bytes of address space
        self._most = limits.worker_bytes
        self.started = time.monotonic()

    def ready(self) -> bool:
        """Wait until the child takes requests. False if it never will."""
        try:
            while not self.pipe.poll(TICK):
                if time.monotonic() - self.started > START_SECONDS or self.process.poll() is not None:
                    return False
            self.locks = tuple(json.loads(self.pipe.recv_bytes(ANSWER_BYTES))["locks"])
        except (EOFError, OSError, ValueError, KeyError):
            return False
        return True

    def ask(self, request: dict[str, Any], watch: Watch) -> Outcome:
        """The outcome of one request; `watch` is asked every TICK and gives the reason to stop. After a failure the child
        is dead. Raises NotTaken where it was dead before."""
        try:
            self.pipe.send_bytes(json.dumps(request).encode())
            self.pipe.recv_bytes(ANSWER_BYTES)
        except (EOFError, OSError) as error:
            self.kill()
            raise NotTaken from error
        try:
            if reason := self._watched(watch):
                self.kill()
                return Outcome(failure=_FAILURES.get(reason, "stopped"), reason=reason)
            answer = json.loads(self.pipe.recv_bytes(ANSWER_BYTES))
            data = self.pipe.recv_bytes(ANSWER_BYTES) if answer.get("data") else b""
        except (EOFError, OSError, ValueError):
            return Outcome(failure="died", signal=self._ended())
        except BaseException:
            self.kill()  # its answer would be taken for the one to the next request
            raise
        self.worn += int(answer.get("work", 1))
        self.resident, self.mapped = int(answer.get("resident", 0)), int(answer.get("mapped", 0))
        problem = Problem(**answer["problem"]) if "problem" in answer else None
        return Outcome(answer.get("value") or {}, data, problem)

    def _watched(self, watch: Watch) -> str | None:
        """Wait for an answer, or for a reason not to wait any more. What `watch` raises is no trouble with the pipe."""
        while not self.pipe.poll(TICK):
            if _resident(self.process.pid) > self._most:
                return "memory"
            try:
                if reason := watch():
                    return reason
            except (EOFError, OSError, ValueError) as error:
                raise RuntimeError("who watched a child failed") from error
        return None

    @property
    def alive(self) -> bool:
        """Whether the process is still there."""
        return self.process.poll() is None

    def kill(self) -> None:
        """End it now, whatever it does."""
        self.process.kill()
        self.process.wait()
        self.pipe.close()

    def _ended(self) -> int | None:
        """The signal that ended the child; None where it left by itself or only its pipe is broken."""
        try:
            code = self.process.wait(LAST_BREATH)
        except subprocess.TimeoutExpired:
            code = 0
        self.kill()
        return -code if code < 0 else None


class Sandbox:
    """A fixed number of children, each asked one thing at a time; thread-safe, blocking."""

    def __init__(
        self,
        folder: Path,
        *,
        children: int = 1,
        limits: Limits = LIMITS,
        warm: Literal["ocr", "no"] = "no",
        program: Sequence[str] = ("-m", "service.child"),
    ) -> None:
        """`folder`: the only one that children write below. `warm` "ocr": models are loaded before the first request.
        `program`: what Python runs in a child."""
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder.resolve()
        self._limits, self._warm, self._program = limits, warm, tuple(program)
        # Linux ends a child when the very thread that started it ends: one thread, as old as the sandbox, starts them all.
        self._starter = ThreadPoolExecutor(1, "sandbox-starter")
        self._slots: queue.LifoQueue[Future[Child]] = queue.LifoQueue()
        self._busy: set[Child] = set()
        self._closed = False
        for _ in range(children):
            self._slots.put(self._start())

    def inspect(self, path: Path, options: dict[str, Any], filename: str | None = None) -> Outcome:
        """value: media_type, pages, first, last (the pages that the options ask for)."""
        return self.ask("inspect", path, options, filename)

    def picture(
        self, path: Path, options: dict[str, Any], page: int, width: int, *, rotation: int | None = None, skew: float = 0.0
    ) -> Outcome:
        """data: PNG of a page, `width` px wide. `rotation` and `skew` as the report says of it, so that boxes lie on it."""
        return self.ask("picture", path, options, page=page, width=width, rotation=rotation, skew=skew)

    def crop(
        self,
        path: Path,
        options: dict[str, Any],
        page: int,
        box: Sequence[float],
        width: int,
        *,
        rotation: int | None = None,
        skew: float = 0.0,
    ) -> Outcome:
        """data: PNG, `width` px wide, of what stands under `box` (fractions of the upright page)."""
        return self.ask("picture", path, options, page=page, box=list(box), width=width, rotation=rotation, skew=skew)

    def ask(
        self,
        task: str,
        path: Path,
        options: dict[str, Any],
        filename: str | None = None,
        *,
        watch: Watch | None = None,
        clock: float | None = None,
        **arguments: Any,
    ) -> Outcome:
        """One request in the next free child. Its clock (`clock` seconds, default limits.page_seconds) starts when the child
        does; `watch` may stop it earlier, also while it waits for a child. Raises SandboxUnavailable."""
        seconds = clock or self._limits.page_seconds
        request = {"task": task, "clock": seconds, "path": str(path), "filename": filename, "options": options, **arguments}
        for _ in range(STARTS):
            try:
                return self._asked(request, watch, seconds)
            except NotTaken:
                continue
        raise SandboxUnavailable("processes are killed as soon as they start")

    def _asked(self, request: dict[str, Any], watch: Watch | None, seconds: float) -> Outcome:
        slot = self._free(watch)
        if slot is None:
            return Outcome(failure="stopped", reason=watch() if watch else None)
        child: Child | None = None
        try:
            child = self._ready(slot)
            self._busy.add(child)
            return child.ask(request, _clocked(watch, seconds, child.process.pid))
        finally:
            self._slots.put(self._after(child))

    def locks(self) -> tuple[str, ...]:
        """Which of rlimits, landlock and seccomp hold on this machine; () until a child was needed."""
        children = [slot.result() for slot in list(self._slots.queue) if slot.done() and not slot.exception()]
        return next((child.locks for child in children if child.locks), ())

    def resident(self) -> int:
        """Bytes of memory of this process and its children; 0 where the system does not tell."""
        idle = [slot.result() for slot in list(self._slots.queue) if slot.done() and not slot.exception()]
        return sum(map(_resident, (os.getpid(), *(child.process.pid for child in (*idle, *tuple(self._busy))))))

    def close(self) -> None:
        """End all children; requests under way fail as died."""
        self._closed = True
        for child in tuple(self._busy):
            child.process.kill()
        while not self._slots.empty():
            slot = self._slots.get()
            if not slot.cancel() and not slot.exception():
                slot.result().kill()
        self._starter.shutdown()

    def _free(self, watch: Watch | None) -> Future[Child] | None:
        """The next free slot; None where `watch` gave a reason not to wait any more."""
        while True:
            try:
                return self._slots.get(timeout=TICK if watch else None)
            except queue.Empty:
                if watch and watch():
                    return None

    def _start(self) -> Future[Child]:
        return self._starter.submit(Child, self.folder, self._limits, self._warm, self._program)

    def _ready(self, slot: Future[Child]) -> Child:
        """The slot's child when it takes requests; another one where the first did not start or was killed when idle."""
        for attempt in (slot, None):
            try:
                child = (attempt or self._start()).result()
            except (OSError, RuntimeError) as error:
                raise SandboxUnavailable("no process could be started") from error
            if child.alive and (child.locks or child.ready()):
                return child
            child.kill()
        raise SandboxUnavailable("a process ended before it was ready")

    def _after(self, child: Child | None) -> Future[Child]:
        """What the slot holds next: the same child, or a new one in place of one that is worn or dead."""
        slot: Future[Child] = Future()
        if child:
            self._busy.discard(child)
            if self._fit(child):
                slot.set_result(child)
                return slot
            child.kill()
        if self._closed:
            slot.set_exception(OSError("closed"))
            return slot
        return self._start()

    def _fit(self, child: Child) -> bool:
        """Whether the child may take another request."""
        most = self._limits.worker_bytes
        small = child.resident < RESIDENT_SHARE * most and child.mapped < ADDRESS_SHARE * ADDRESS_TIMES * most
        return small and child.worn < self._limits.worker_pages and child.alive and not self._closed


def _resident(process: int) -> int:
    try:
        pages = Path(f"/proc/{process}/statm").read_text("ascii").split()[1]
    except OSError:
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def _clocked(watch: Watch | None, seconds: float, process: int) -> Watch:
    """`watch`, and the reason "timeout" after `seconds`. What the process waited for a processor is not its time, up to WAITING
    times as much: a busy machine is no fault of the page."""
    begun, waited = time.monotonic(), _waited(process)

    def look() -> str | None:
        spent = time.monotonic() - begun
        late = spent > seconds and (spent > WAITING * seconds or spent - (_waited(process) - waited) > seconds)
        return (watch() if watch else None) or ("timeout" if late else None)

    return look


def _waited(process: int) -> float:
    """Seconds that a process was ready to run and no processor was free; 0 where the system does not tell."""
    try:
        return int(Path(f"/proc/{process}/schedstat").read_text("ascii").split()[1]) / 1e9
    except (OSError, IndexError, ValueError):
        return 0.0
