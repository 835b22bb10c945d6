"""Heavy work in child processes, results in order, only a few items ahead in memory.

pebble's pool is used because a child that is killed loses only its own item there, and a time-out kills the child.
"""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from typing import TypeVar

from pebble import ProcessExpired, ProcessPool

A = TypeVar("A")
B = TypeVar("B")

AHEAD = 2  # items a worker that are sent before their turn: enough to keep all busy, few enough for memory
RECYCLE = 100  # items after which a child is replaced: OCR engines keep memory for every size they have seen
CLOCK = 60.0  # seconds for one item


def in_order(
    work: Callable[[A], B], items: Iterable[A], workers: int, *, heavy: Callable[[A], bool], lost: Callable[[A, str], B]
) -> Iterator[B]:
    """`work(item)` for every item, in the order of `items`; where `heavy(item)`, in a child process. With one worker
    or fewer everything stays in this process. `lost(item, why)` stands in for an item whose child died or ran out of
    time. `work` must be a function of a module, items and results picklable. An error in `work` is raised at its turn."""
    if workers <= 1:
        yield from map(work, items)
        return
    with ProcessPool(max_workers=workers, max_tasks=RECYCLE, context=multiprocessing.get_context("spawn")) as pool:
        waiting: deque[tuple[A, Future[B] | None]] = deque()
        for item in items:
            waiting.append((item, pool.schedule(work, args=(item,), timeout=CLOCK) if heavy(item) else None))
            while waiting and (len(waiting) >= AHEAD * workers or waiting[0][1] is None):
                yield _result(work, *waiting.popleft(), lost)
        while waiting:
            yield _result(work, *waiting.popleft(), lost)


def _result(work: Callable[[A], B], item: A, future: Future[B] | None, lost: Callable[[A, str], B]) -> B:
    if future is None:
        return work(item)
    try:
        return future.result()
    except TimeoutError:
        return lost(item, "timeout")
    except ProcessExpired:
        return lost(item, "worker died")
