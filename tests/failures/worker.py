"""A worker process, as `mingzhang work` starts it, that kills its group at the point named in MINGZHANG_KILL_AT."""

import threading
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from pathlib import Path

from points import kill_after, kill_before

from service import extraction, jobs
from service.blobs import open_blobs
from service.jobs import Worker
from service.limits import LIMITS
from service.sandbox import Sandbox
from service.settings import Settings
from service.store import open_store


def nth(number: int) -> Callable[..., bool]:
    """True at the call of that number."""
    calls = count(1)
    return lambda *_arguments, **_named: next(calls) == number


if __name__ == "__main__":
    settings = Settings()
    store, blobs = open_store(settings), open_blobs(settings)
    extraction.RUN_SECONDS = 1.0
    jobs.SWEEP_SECONDS, jobs.LEFT_ALONE_SECONDS = 0.3, 0.6  # the same work, sooner and oftener
    limits = replace(LIMITS, page_seconds=30)
    program = [str(Path(__file__).parents[1] / "service" / "misbehaving.py")]
    sandbox = Sandbox(settings.data_dir / "scratch", limits=limits, program=program)
    worker = Worker(settings, store, blobs, limits=limits, sandbox=sandbox)
    kill_after(store, "claim", "after claim")
    kill_after(store, "add_event", "in mid page", lambda _job, _kind, data: data["done"] >= 2)
    kill_after(blobs, "put", "after the second checkpoint", nth(2))
    kill_before(store, "finish", "before the result is stored")
    kill_after(store, "finish", "after the result is stored")
    kill_after(worker.extraction, "begin", "after the first step")
    worker.start()
    print("ready", flush=True)
    threading.Event().wait()
