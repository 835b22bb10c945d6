"""Jobs on DBOS: a workflow a document, its steps kept in the database, so that it goes on where it was after any crash.

Our own table of jobs is the truth; a workflow carries a job to its end. `Queue` is what the API needs: a workflow is put
into the queue, or taken out. `Worker` runs them. Where a process died between the two, the worker's sweep mends it: queued jobs
without a workflow get one, workflows of dead workers go back to the queue, jobs past their deadline end.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from typing import Any

from dbos import DBOS, DBOSClient, DBOSConfig, EnqueueOptions, StepOptions, WorkflowStatus
from dbos import error as engine
from sqlalchemy import update
from sqlalchemy.exc import SQLAlchemyError

from service.blobs import Blobs
from service.callbacks import Callbacks
from service.errors import ServiceError
from service.extraction import DEADLINE_OVER, INTERNAL, QUARANTINED, Extraction, Turn, carry, told
from service.limits import LIMITS, Limits
from service.presence import BEAT_SECONDS, Presence
from service.sandbox import Problem, Sandbox
from service.scratch import remove_old
from service.settings import Settings
from service.store import Store
from service.store.tables import Job

QUEUE, WORKFLOW, APPLICATION = "documents", "extract_document", "mingzhang"
POLL_SECONDS = 0.2  # between two looks into the queue
SWEEP_SECONDS = 2.0
LEFT_ALONE_SECONDS = 5.0  # a job without workflow is no older, mostly: its request is about to enqueue it
OVERDUE_SECONDS = 50.0  # after its deadline a job ends whoever works on it: its worker had 45 s to conclude
AHEAD = 1  # documents begun beside those in children: the database is asked while a child is busy
MOST_RECOVERIES = 100  # workers that may die under one job before it is taken for the cause
TIDY_SECONDS = 600.0
KEPT_SECONDS = 3600.0  # workflows of ended jobs stay so long

TROUBLE = (ServiceError, SQLAlchemyError, engine.DBOSException, OSError)  # what a database or a disk does to us now and then
PATIENCE = StepOptions(retries_allowed=True, interval_seconds=1.0, backoff_rate=1.5, max_attempts=9)
"""A step that meets a dead database or a full disk is tried again for about a minute."""

_log = logging.getLogger("mingzhang.jobs")


def workflow_of(job: Job) -> str:
    """The workflow that carries an attempt at a job: enqueuing it twice is enqueuing it once."""
    return f"{job.id}.{job.attempt}"


def _attempt() -> int:
    """The attempt that the workflow carries which is running here."""
    return int(str(DBOS.workflow_id).rpartition(".")[2])


def _enqueued(job: Job) -> EnqueueOptions:
    return EnqueueOptions(
        workflow_name=WORKFLOW,
        queue_name=QUEUE,
        workflow_id=workflow_of(job),
        priority=job.priority,
        queue_partition_key=job.tenant,  # lots are drawn whose turn it is; priorities order the jobs of one tenant
    )


def _database(settings: Settings) -> str:
    """The engine's tables lie beside ours: in the same SQLite file, or in a schema of the same PostgreSQL database."""
    return settings.database.replace("postgresql+psycopg://", "postgresql://", 1)


class Queue:
    """What the API does with workflows: thread-safe, quick, and without any document being opened."""

    def __init__(self, settings: Settings) -> None:
        """Makes the engine's tables where they are missing. Raises sqlalchemy errors where the database is away."""
        DBOS.migrate(_database(settings))
        self._client = DBOSClient(
            system_database_url=_database(settings), application_name=APPLICATION, retry_connection_errors=False, lazy=True
        )

    def submit(self, job: Job) -> None:
        """Queue a job that the store holds as queued; doing so twice is doing it once. Where the database goes away just
        then nothing is lost: the workers' sweep queues it."""
        try:
            self._client.enqueue(_enqueued(job), job.id)
        except (SQLAlchemyError, engine.DBOSException):
            _log.warning("job %s waits for the sweep", job.id)

    def cancel(self, job_id: str) -> None:
        """Take a job out of the queue that the store holds as cancelled. A running one is stopped by its worker within a
        second or two, which sees it in the store."""
        try:
            waiting = self._client.list_workflows(workflow_id_prefix=f"{job_id}.", status="ENQUEUED", load_input=False, load_output=False)
            if waiting:
                self._client.cancel_workflows([flow.workflow_id for flow in waiting])
        except (SQLAlchemyError, engine.DBOSException):
            _log.warning("job %s is left in the queue, cancelled", job_id)

    def close(self) -> None:
        """Close connections."""
        self._client.destroy()


class Worker:
    """One worker process: `settings.workers` documents at a time. There is at most one in a process (DBOS is a singleton)."""

    def __init__(self, settings: Settings, store: Store, blobs: Blobs, *, limits: Limits = LIMITS, sandbox: Sandbox | None = None) -> None:
        self._settings, self._store, self._limits = settings, store, limits
        self.sandbox = sandbox or Sandbox(settings.data_dir / "scratch", children=settings.workers, limits=limits, warm="ocr")
        self.extraction = Extraction(store, blobs, self.sandbox, limits=limits)
        self.presence = Presence(store)
        self.callbacks = Callbacks(settings, store)
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []
        self._tidied = 0.0

    def start(self) -> None:
        """Take up work; returns at once. The store is migrated already."""
        self._beat()
        config = DBOSConfig(
            name=APPLICATION,
            system_database_url=_database(self._settings),
            executor_id=self.presence.name,
            application_version=version("mingzhang"),
            log_level="ERROR",
        )
        self._engine = DBOS(config=config)
        DBOS.workflow(name=WORKFLOW, max_recovery_attempts=MOST_RECOVERIES)(self._extract_document())
        DBOS.launch()
        most = self._settings.workers + AHEAD
        DBOS.register_queue(
            QUEUE,
            worker_concurrency=most,
            partition_worker_concurrency=most,
            polling_interval_sec=POLL_SECONDS,
            on_conflict="always_update",
        )
        self._every(BEAT_SECONDS, self._beat)
        self._every(SWEEP_SECONDS, self.sweep)
        self._every(SWEEP_SECONDS, self.callbacks.deliver_due)

    def stop(self) -> None:
        """Leave work as it is, for the next worker: pages that were read are kept. Returns when everything has ended."""
        self._stop.set()
        self.extraction.stopping.set()
        for thread in self._threads:
            thread.join()
        DBOS.destroy(workflow_completion_timeout_sec=5, destroy_registry=True)
        self.sandbox.close()
        self.presence.leave()

    def _beat(self) -> None:
        """Say that this worker lives, with its counters for /metrics."""
        self.presence.beat({**self.extraction.counters(), "memory_bytes": self.sandbox.resident()})

    def _every(self, seconds: float, act: Callable[[], object]) -> None:
        """Do something again and again in a thread of its own, past trouble with the database."""

        def loop() -> None:
            while not self._stop.is_set():
                try:
                    act()
                except TROUBLE as error:
                    _log.warning("%s: %s", act.__name__, type(error).__name__)
                self._stop.wait(seconds)

        thread = threading.Thread(target=loop, daemon=True, name=act.__name__)
        thread.start()
        self._threads.append(thread)

    def _extract_document(self) -> Callable[[str], str | None]:
        """The workflow: the same steps in the same order whenever it is run again."""

        def step(name: str, act: Callable[..., Any], *arguments: object) -> Any:
            return DBOS.run_step({**PATIENCE, "name": name}, act, *arguments)

        def extract_document(job_id: str) -> str | None:
            return carry(self.extraction, Turn(job_id, _attempt()), step)

        return extract_document

    # --- the sweep: what a death left undone

    def sweep(self) -> None:
        """Everything that must hold again after any death; harmless when nothing is wrong, and when others do it too."""
        self._recover()
        self._carry(self._store.waiting_jobs(), LEFT_ALONE_SECONDS)
        self._carry(self._store.running_jobs(), LEFT_ALONE_SECONDS)
        self._end_overdue()
        if time.monotonic() - self._tidied > TIDY_SECONDS or not self._tidied:
            self._tidied = time.monotonic()
            self._tidy()

    def _recover(self) -> None:
        """Workflows of workers that are gone, back into the queue. (The engine does it for one executor only that starts
        again under its old name; ours have a new name each.)"""
        alive, gone = self.presence.others()
        pending = DBOS.list_workflows(status="PENDING", queue_name=QUEUE, load_input=False, load_output=False)
        lost = sorted({found.executor_id for found in pending if found.executor_id and found.executor_id not in alive})
        if lost:
            DBOS._recover_pending_workflows(lost)
        for worker in gone:
            self.presence.leave(worker)

    def _carry(self, jobs: Sequence[Job], age: float) -> None:
        """Every job that waits or runs has a workflow that does."""
        old = [job for job in jobs if (job.started or job.created) < time.time() - age]
        if not old:
            return
        found = DBOS.list_workflows(workflow_ids=[workflow_of(job) for job in old], load_input=False, load_output=False)
        flows = {flow.workflow_id: flow for flow in found}
        for job in old:
            self._carry_one(job, flows.get(workflow_of(job)))

    def _carry_one(self, job: Job, flow: WorkflowStatus | None) -> None:
        if flow is None:
            self._enqueue(job)
        elif flow.status == "MAX_RECOVERY_ATTEMPTS_EXCEEDED":
            self._end(job, QUARANTINED, "quarantined")
        elif flow.status in ("ERROR", "SUCCESS", "CANCELLED") or self._stale(flow):
            self._again(job, flow.workflow_id)
        elif flow.status == "ENQUEUED" and flow.priority != job.priority:
            self._move(job)

    def _stale(self, flow: WorkflowStatus) -> bool:
        """Whether it was begun by another version of the program, and by a worker that no longer lives: nobody goes on."""
        if flow.app_version in (None, version("mingzhang")):
            return False
        return flow.executor_id not in self.presence.others()[0]

    def _move(self, job: Job) -> None:
        """Another place in the queue. (The engine offers no call for it, and taking the workflow out and in again could
        lose against a worker that just takes it.)"""
        system = self._engine._sys_db
        flows = system.tables.workflow_status
        mine = (flows.c.workflow_uuid == workflow_of(job), flows.c.status == "ENQUEUED")
        with system.engine.begin() as connection:
            connection.execute(update(flows).where(*mine).values(priority=job.priority))

    def _again(self, job: Job, name: str) -> None:
        """A workflow that ended before its job did, or belongs to a version of the program that nobody runs any more."""
        if self._store.add_death(job.id, attempt=job.attempt) >= self._limits.worker_deaths:
            self._end(job, INTERNAL, "failed")
            return
        DBOS.delete_workflow(name)
        self._enqueue(job)

    def _enqueue(self, job: Job) -> None:
        DBOS.enqueue_workflow_with_options(_enqueued(job), job.id)

    def _end_overdue(self) -> None:
        for job in self._store.overdue_jobs(time.time() - OVERDUE_SECONDS):
            self._end(job, DEADLINE_OVER, "failed")
            DBOS.cancel_workflow(workflow_of(job))

    def _end(self, job: Job, problem: Problem, state: str) -> None:
        self._store.finish(job.id, state, None, None, told(problem), attempt=job.attempt)

    def _tidy(self) -> None:
        """Folders and workflows of jobs that ended."""
        remove_old(self.sandbox.folder, self._active)
        before = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - KEPT_SECONDS))
        ended = DBOS.list_workflows(
            status=["SUCCESS", "ERROR", "CANCELLED"], queue_name=QUEUE, end_time=before, limit=500, load_input=False, load_output=False
        )
        if ended:
            DBOS.delete_workflows([flow.workflow_id for flow in ended])

    def _active(self, attempt: str) -> bool:
        """Whether a folder's job still waits or runs."""
        job, _, number = attempt.rpartition(".")
        found = self._store.job_to_work(job)
        return found is not None and found[0].state in ("queued", "running") and str(found[0].attempt) == number
