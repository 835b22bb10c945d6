"""Heavy work in child processes, results in order, only a few items ahead in memory.

pebble's pool is used because a child that is killed loses only its own item there, and a time-out kills the child.
"""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from typing import TypeVar

A = TypeVar("A")
B = TypeVar("B")

AHEAD = 2  # items a worker that are sent before their turn: enough to keep all busy, few enough for memory
RECYCLE = 100  # items after which a child is replaced: OCR engines keep memory for every size they have seen
CLOCK = 60.0  # seconds for one item
PATIENT = 3  # times the clock for an item that ran out of it: the machine may have been busy with other things


def in_order(
    work: Callable[[A], B], items: Iterable[A], workers: int, *, heavy: Callable[[A], bool], lost: Callable[[A, str], B]
) -> Iterator[B]:
    """`work(item)` for every item, in the order of `items`; where `heavy(item)`, in a child process. With one worker
    or fewer everything stays in this process. `lost(item, why)` stands in for an item whose child died or ran out of
    time. `work` must be a function of a module, items and results picklable. An error in `work` is raised at its turn."""
    if workers <= 1:
        yield from map(work, items)
        return
    from pebble import ProcessPool  # and what it needs: nothing that a single process pays for

    with ProcessPool(max_workers=workers, max_tasks=RECYCLE, context=multiprocessing.get_context("spawn")) as pool:
        waiting: deque[tuple[A, Future[B] | None]] = deque()

        def sent(item: A, clock: float) -> Future[B]:
            return pool.schedule(work, args=(item,), timeout=clock)

        for item in items:
            waiting.append((item, sent(item, CLOCK) if heavy(item) else None))
            while waiting and (len(waiting) >= AHEAD * workers or waiting[0][1] is None):
                yield _result(work, *waiting.popleft(), sent, lost)
        while waiting:
            yield _result(work, *waiting.popleft(), sent, lost)


def _result(
    work: Callable[[A], B], item: A, future: Future[B] | None, sent: Callable[[A, float], Future[B]], lost: Callable[[A, str], B]
) -> B:
    """The result at its turn. An item that ran out of time is sent once more: the clock is that of the wall."""
    if future is None:
        return work(item)
    from pebble import ProcessExpired

    try:
        return _patient(item, future, sent)
    except TimeoutError:
        return lost(item, "timeout")
    except ProcessExpired:
        return lost(item, "worker died")


def _patient(item: A, future: Future[B], sent: Callable[[A, float], Future[B]]) -> B:
    try:
        return future.result()
    except TimeoutError:
        return sent(item, PATIENT * CLOCK).result()
