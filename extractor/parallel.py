"""Heavy work in child processes, results in order, only a few items ahead in memory.

pebble's pool is used because a child that is killed loses only its own item there, and a time-out kills the child.
"""

from __future__ import annotations

import ctypes
import gc
import multiprocessing
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from functools import partial
from typing import TypeVar

from extractor.collector import SELDOM

A = TypeVar("A")
B = TypeVar("B")

AHEAD = 2  # items a worker that are sent before their turn: enough to keep all busy, few enough for memory
RECYCLE = 200  # items after which a child is replaced: OCR engines leak
CLOCK = 60.0  # seconds of a processor for one item; by the wall alone, a machine with much else to do would lose items
WALL = 600.0  # seconds by the wall for one item, however busy the machine: a child that waits for what never comes
LARGE_BLOCK = 4_000_000  # bytes; pictures of larger pages are larger
LEFT_FREE = 32_000_000  # bytes of freed memory kept for the next picture: to fetch every one anew takes a fifth of straightening
_SIGXCPU = 24  # of Linux and macOS; the signal module of Windows has none
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3  # malloc.h


def settle() -> None:
    """Make this process one that reads pages beside others like it: pictures are worked on in one thread, large blocks of
    memory are given back to the system at once instead of kept in pieces (a quarter of a worker's memory), smaller ones where
    LEFT_FREE of them lie free, and what was loaded until now is never looked through for cycles."""
    import cv2

    cv2.setNumThreads(1)
    gc.freeze()
    gc.set_threshold(SELDOM, *gc.get_threshold()[1:])
    allocator = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if allocator is not None:  # glibc's
        allocator(_M_MMAP_THRESHOLD, LARGE_BLOCK)
        allocator(_M_TRIM_THRESHOLD, LEFT_FREE)


def in_order(
    work: Callable[[A], B], items: Iterable[A], workers: int, *, heavy: Callable[[A], bool], lost: Callable[[A, str], B]
) -> Iterator[B]:
    """`work(item)` for every item, in the order of `items`; where `heavy(item)`, in a child process. With one worker
    or fewer everything stays in this process. `lost(item, why)` stands in for an item whose child died or ran out of
    time (CLOCK, WALL). `work` must be a function of a module, items and results picklable. An error in `work` is raised at its turn."""
    if workers <= 1:
        yield from map(work, items)
        return
    from pebble import ProcessPool  # and what it needs: nothing that a single process pays for

    context, timed = multiprocessing.get_context("spawn"), partial(_timed, work, CLOCK)
    with ProcessPool(max_workers=workers, max_tasks=RECYCLE, initializer=settle, context=context) as pool:
        waiting: deque[tuple[A, Future[B] | None]] = deque()
        for item in items:
            waiting.append((item, pool.schedule(timed, args=(item,), timeout=WALL) if heavy(item) else None))
            while waiting and (len(waiting) >= AHEAD * workers or waiting[0][1] is None):
                yield _result(work, *waiting.popleft(), lost)
        while waiting:
            yield _result(work, *waiting.popleft(), lost)


def _timed(work: Callable[[A], B], clock: float, item: A) -> B:
    """`work(item)` in a child, which the system ends (SIGXCPU) after `clock` seconds of a processor."""
    if sys.platform != "win32":
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        _, most = resource.getrlimit(resource.RLIMIT_CPU)
        limit = int(used.ru_utime + used.ru_stime + clock) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (limit if most == resource.RLIM_INFINITY else min(limit, most), most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    return work(item)


def _result(work: Callable[[A], B], item: A, future: Future[B] | None, lost: Callable[[A, str], B]) -> B:
    if future is None:
        return work(item)
    from pebble import ProcessExpired

    try:
        return future.result()
    except TimeoutError:
        return lost(item, "timeout")
    except ProcessExpired as error:
        return lost(item, "timeout" if error.exitcode == -_SIGXCPU else "worker died")
