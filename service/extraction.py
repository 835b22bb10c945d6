"""What a worker does with one job: look at the document, read its pages in runs, conclude. Each step may be done again after
a crash with the same outcome; only the step that ends the job writes its final state, and the store lets it do so once.

Pages that are read lie as files in a folder of the job, so that a worker killed on the way goes on at the page where it
was; finished runs also lie in the blob store, so that a worker on another machine does.
"""

from __future__ import annotations

import shutil
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol

from service.blobs import Blobs
from service.checkpoints import checkpoint, read_pages, restore
from service.child import REPORT, STORAGE_FULL
from service.errors import ServiceError, StorageFull, Unknown
from service.limits import LIMITS, Limits
from service.passwords import opened
from service.sandbox import Outcome, Problem, Sandbox
from service.store.tables import Document, Job

RUN_SECONDS = 5.0  # a run of pages ends about then: a crash of the whole machine costs no more
LOOK_SECONDS = 0.3  # between two looks at how far a child is
ASK_SECONDS = 1.0  # between two looks at whether the job was cancelled
CONCLUDE_SECONDS, CONCLUDE_SECONDS_A_PAGE = 120.0, 1.0  # tables and checks of 200 pages took 20 s
GRACE_SECONDS = 45.0  # after the deadline, to conclude what was read until then; promised are 60

Plan = dict[str, Any]  # media_type, pages, first, last
Run = dict[str, Any]  # last: page read up to; lost: {page: reason}; seconds; blob: of the run's readings, or None


class WorkStore(Protocol):
    """What is needed of the store."""

    def job_to_work(self, job: str) -> tuple[Job, Document] | None: ...  # noqa: D102
    def claim(self, job: str, *, attempt: int | None) -> Job | None: ...  # noqa: D102
    def progress(self, job: str, pages: int | None, pages_done: int, *, attempt: int | None) -> bool: ...  # noqa: D102
    def add_event(self, job: str, kind: str, data: Mapping[str, object]) -> int: ...  # noqa: D102
    def add_death(self, job: str, *, attempt: int | None) -> int: ...  # noqa: D102
    def finish(  # noqa: D102
        self,
        job: str,
        state: str,
        report: str | None = None,
        facts: Mapping[str, object] | None = None,
        problem: Mapping[str, object] | None = None,
        *,
        attempt: int | None,
    ) -> Job | None: ...


class Stopping(BaseException):
    """The worker stops: what it was doing is left as it is, for the next one. (A BaseException: the job engine takes
    exceptions for outcomes and keeps them.)"""


@dataclass(frozen=True, slots=True)
class Turn:
    """An attempt at a job. A worker that lags behind touches nothing of a later attempt."""

    job: str
    attempt: int


class Extraction:
    """The steps of one worker. Thread-safe."""

    def __init__(self, store: WorkStore, blobs: Blobs, sandbox: Sandbox, *, limits: Limits = LIMITS) -> None:
        """`sandbox.folder` holds the folders of jobs."""
        self._store, self._blobs, self._sandbox, self._limits = store, blobs, sandbox, limits
        self.stopping = threading.Event()
        self._counted: Counter[str] = Counter()
        self._counting = threading.Lock()

    def count(self, **more: float) -> None:
        """Add to the counters: pages, page_seconds, deaths, documents."""
        with self._counting:
            self._counted.update(more)

    def counters(self) -> dict[str, object]:
        """What was done since the start."""
        with self._counting:
            return {name: round(self._counted[name], 3) for name in ("pages", "page_seconds", "deaths", "documents")}

    def begin(self, turn: Turn) -> Plan | None:
        """Claim the job and look at the document. None where there is nothing more to do."""
        if self._store.claim(turn.job, attempt=turn.attempt) is None:
            return None
        with _Work(self, turn) as work:
            work.going()
            outcome = work.again(lambda: work.ask("inspect", self._limits.page_seconds))
            work.counted(outcome.value)
            return outcome.value
        return None

    def read(self, turn: Turn, plan: Plan, first: int, spent: float) -> Run | None:
        """A run of pages from `first` on. `spent`: seconds that earlier runs took. None where the job has ended."""
        with _Work(self, turn, plan) as work:
            work.going()
            return work.run(first, spent)
        return None

    def conclude(self, turn: Turn, plan: Plan, runs: list[Run]) -> str | None:
        """The report of all pages; the job ends. Its state; None where it had ended before."""
        with _Work(self, turn, plan) as work:
            work.going()
            return work.conclude(runs)
        return None


def carry(extraction: Extraction, turn: Turn, step: Callable[..., Any]) -> str | None:
    """An attempt at a job from where it is to its end, by steps: `step(name, act, *arguments)` does one, or knows what came of it."""
    plan: Plan | None = step("begin", extraction.begin, turn)
    runs: list[Run] = []
    while plan and (not runs or runs[-1]["last"] < plan["last"]):
        first = runs[-1]["last"] + 1 if runs else plan["first"]
        run: Run | None = step("read", extraction.read, turn, plan, first, sum(run["seconds"] for run in runs))
        if run is None:
            return None
        runs.append(run)
    state: str | None = step("conclude", extraction.conclude, turn, plan, runs) if plan else None
    return state


class _Over(Exception):
    """The job has ended, or is gone."""


class _Work:
    """One step on one job. As a context it stops quietly where the job has ended."""

    def __init__(self, extraction: Extraction, turn: Turn, plan: Plan | None = None) -> None:
        self._own = extraction
        self.store, self.blobs, self.sandbox, self.limits = (
            extraction._store, extraction._blobs, extraction._sandbox, extraction._limits,
        )  # fmt: skip
        self.plan = plan or {}
        self.id, self.attempt = turn.job, turn.attempt
        self.asked = time.monotonic()

    def __enter__(self) -> _Work:
        found = self.store.job_to_work(self.id)
        if found is None:
            raise Unknown("job")
        self.job, self.document = found
        self.folder = self.sandbox.folder / f"{self.id}.{self.attempt}"
        self.folder.mkdir(exist_ok=True)
        return self

    def __exit__(self, kind: type[BaseException] | None, *_rest: object) -> bool:
        if kind is _Over:
            shutil.rmtree(self.folder, ignore_errors=True)
        return kind is _Over

    def going(self) -> None:
        """Stop where the job has ended: its worker was killed right after, or it was cancelled."""
        if not self._goes_on(self.job):
            raise _Over

    def _goes_on(self, job: Job) -> bool:
        return job.state == "running" and job.attempt == self.attempt

    # --- asking a child

    def ask(self, task: str, clock: float, **arguments: Any) -> Outcome:
        """One request about the document; a child has `clock` seconds for it. Raises StorageFull."""
        path = self.blobs.path(self.document.sha256)
        if path is None:
            raise self._end_for(DOCUMENT_MISSING)
        arguments.setdefault("watch", self.watch)
        outcome = self.sandbox.ask(task, path, self.options(), self.document.filename or None, clock=max(clock, 1.0), **arguments)
        if outcome.problem and outcome.problem.code == STORAGE_FULL:
            raise StorageFull("scratch")
        return outcome

    def options(self) -> dict[str, Any]:
        """As a child needs them."""
        return opened(self.job.options, self.blobs, self.document.sha256)

    def watch(self) -> str | None:
        """Why to stop: the worker stops, the job was cancelled or its deadline is over."""
        if self._own.stopping.is_set():
            return "stopping"
        if time.time() > self.job.deadline + (GRACE_SECONDS if self.plan.get("late") else 0):
            return "deadline"
        if time.monotonic() - self.asked > ASK_SECONDS:
            self.asked = time.monotonic()
            with suppress(ServiceError):  # a database that is away is no reason to lose a page
                found = self.store.job_to_work(self.id)
                if found is None or not self._goes_on(found[0]):
                    return "ended"
        return None

    def again(self, request: Callable[[], Outcome]) -> Outcome:
        """The outcome of a request about the document as a whole, asked again after a child's death. Where it stays
        without an answer, the job ends."""
        for _ in range(self.limits.worker_deaths):
            outcome = request()
            if outcome.problem:
                raise self._end_for(outcome.problem)
            if outcome.failure is None:
                return outcome
            self.stopped(outcome)
            self.died()
        raise self._end_for(_NO_ANSWER)

    def stopped(self, outcome: Outcome) -> None:
        """Leave where a child was stopped from here."""
        if outcome.reason == "stopping":
            raise Stopping
        if outcome.reason == "ended":
            raise _Over
        if outcome.reason == "deadline":
            raise self._end_for(DEADLINE_OVER)

    def died(self) -> None:
        """Count a death; the last one that is allowed ends the job."""
        self._own.count(deaths=1)
        if self.store.add_death(self.id, attempt=self.attempt) >= self.limits.worker_deaths:
            raise self._end_for(QUARANTINED, "quarantined")

    def _end_for(self, problem: Problem, state: str = "failed") -> _Over:
        self.end(state, problem=problem)
        return _Over()

    def end(self, state: str, report: str | None = None, facts: dict[str, Any] | None = None, problem: Problem | None = None) -> bool:
        """Final state of the job; its folder goes. False where it had ended before."""
        ended = self.store.finish(self.id, state, report, facts, told(problem) if problem else None, attempt=self.attempt)
        shutil.rmtree(self.folder, ignore_errors=True)
        self._own.count(documents=ended is not None)
        return ended is not None

    # --- the steps

    def counted(self, plan: Plan) -> None:
        """Note how many pages there are; a job that asks for pages behind the last one ends."""
        if plan["first"] > plan["last"]:
            raise self._end_for(Problem("no_such_page", f"文件只有 {plan['pages']} 页。", "请检查页码范围。"))
        self.store.progress(self.id, plan["last"] - plan["first"] + 1, 0, attempt=self.attempt)

    def run(self, first: int, spent: float) -> Run:
        """Pages from `first` on until RUN_SECONDS are over. A page that kills its child or lets it hang is left out."""
        started, last, lost, retried = time.monotonic(), self.plan["last"], dict[str, str](), set[int]()
        while True:
            left = self.limits.document_seconds - spent - (time.monotonic() - started)
            if left <= 0 or time.time() > self.job.deadline:
                return self._out_of_time(first, lost, time.monotonic() - started)
            outcome = self._read(first, lost, min(left, RUN_SECONDS + self.limits.page_seconds))
            if outcome.problem:
                raise self._end_for(outcome.problem)
            if outcome.failure is None:
                lost |= outcome.value["lost"]
                return self._kept(first, outcome.value["last"], lost, time.monotonic() - started)
            if outcome.reason == "deadline":
                continue
            self.stopped(outcome)
            if left < RUN_SECONDS + self.limits.page_seconds and outcome.failure == "timeout":
                continue  # it was the document's time that ran out, not the page's
            self.died()
            guilty = self._next(first, last, lost)
            if (outcome.signal == signal.SIGKILL or outcome.reason == "memory") and guilty not in retried:
                retried.add(guilty)  # killed from outside, or for what other pages left in memory: perhaps not for this page
            else:
                lost[str(guilty)] = _why(outcome)

    def _read(self, first: int, lost: dict[str, str], clock: float) -> Outcome:
        watch, seen = self.watch, _Looks()

        def looking() -> str | None:
            if seen.due():
                self._tell(seen, first, lost)
            return watch()

        request = {"first": first, "last": self.plan["last"], "folder": str(self.folder), "seconds": RUN_SECONDS, "lost": lost}
        return self.ask("read", clock, watch=looking, **request)

    def _tell(self, seen: _Looks, first: int, lost: dict[str, str]) -> None:
        """Progress of the run under way, where there is any."""
        done = self._next(first, self.plan["last"], lost) - 1
        if done > seen.done and done >= first:
            with suppress(ServiceError):
                self._progress(done)
            seen.done = done

    def _progress(self, page: int) -> None:
        done, of = page - self.plan["first"] + 1, self.plan["last"] - self.plan["first"] + 1
        if self.store.progress(self.id, of, done, attempt=self.attempt):
            self.store.add_event(self.id, "page", {"page": page, "done": done, "pages": of})

    def _next(self, first: int, last: int, lost: dict[str, str]) -> int:
        """The first page that is neither read nor lost; behind the last one if there is none."""
        read = read_pages(self.folder)
        return next((page for page in range(first, last + 1) if page not in read and str(page) not in lost), last + 1)

    def _out_of_time(self, first: int, lost: dict[str, str], seconds: float) -> Run:
        """What is not read by now stays unread, page by page; nothing read at all ends the job."""
        begun = self._next(first, self.plan["last"], lost)
        if begun == self.plan["first"]:
            raise self._end_for(DEADLINE_OVER)
        lost |= {str(page): "document_timeout" for page in range(begun, self.plan["last"] + 1)}
        return self._kept(first, self.plan["last"], lost, seconds)

    def _kept(self, first: int, last: int, lost: dict[str, str], seconds: float) -> Run:
        """The run, its readings in the blob store where more runs follow."""
        self._progress(last)
        self._own.count(pages=last - first + 1, page_seconds=seconds)
        blob = None
        if last < self.plan["last"]:
            blob = self.blobs.put(checkpoint(self.folder, range(first, last + 1)))
        return {"last": last, "lost": lost, "seconds": round(seconds, 3), "blob": blob}

    def conclude(self, runs: list[Run]) -> str | None:
        """Readings of all runs to a report; the job ends."""
        self.plan = {**self.plan, "late": True}
        lost = {page: why for run in runs for page, why in run["lost"].items()}
        if self._next(self.plan["first"], self.plan["last"], lost) <= self.plan["last"]:  # another machine read them
            self._restore(runs)
        while (missing := self._next(self.plan["first"], self.plan["last"], lost)) <= self.plan["last"]:
            runs = [*runs, self.run(missing, sum(run["seconds"] for run in runs))]  # the last run was another machine's
            lost |= runs[-1]["lost"]
        left = max(5.0, self.job.deadline + GRACE_SECONDS - time.time())
        pages = self.plan["last"] - self.plan["first"] + 1
        clock = min(left, CONCLUDE_SECONDS + CONCLUDE_SECONDS_A_PAGE * pages)
        request = {"first": self.plan["first"], "last": self.plan["last"], "folder": str(self.folder), "lost": lost}
        outcome = self.again(lambda: self.ask("conclude", clock, **request))
        report = self.blobs.put((self.folder / REPORT).read_bytes())
        state = "partial" if outcome.value["unreadable_pages"] else "done"
        ended = self.end(state, report, outcome.value)
        for run in runs:
            if run["blob"]:
                self.blobs.delete(run["blob"])
        return state if ended else None

    def _restore(self, runs: list[Run]) -> None:
        for run in runs:
            if run["blob"]:
                restore(self.folder, self.blobs.read(run["blob"]))


def _why(outcome: Outcome) -> str:
    """Why a page is lost, as service.child names it."""
    return "timeout" if outcome.failure == "timeout" else "memory" if outcome.reason == "memory" else "died"


class _Looks:
    """When a run was last looked at, and how far it was."""

    def __init__(self) -> None:
        self.done, self._last = 0, time.monotonic()

    def due(self) -> bool:
        if time.monotonic() - self._last < LOOK_SECONDS:
            return False
        self._last = time.monotonic()
        return True


DOCUMENT_MISSING = Problem("document_missing", "文件已被删除。", "请重新上传文件。")
QUARANTINED = Problem("quarantined", "这份文件多次使处理进程中断，已被隔离。", "请另存或打印为新的 PDF 后再上传。")
DEADLINE_OVER = Problem("deadline_exceeded", "未能在时限内处理完。", "请稍后重试，或拆分文件。")
INTERNAL = Problem("internal_error", "处理时出现内部错误。", "请稍后重试。")
_NO_ANSWER = Problem("extraction_failed", "处理进程没有给出结果。", "请稍后重试；若仍失败，请报告该文件。")


def told(problem: Problem) -> dict[str, object]:
    """A problem as the store keeps it."""
    return {"code": problem.code, "title": problem.message, "detail": problem.message, "advice": problem.advice}
