"""Python's collector of reference cycles, asked to look less often while documents are read.

A document's records hold no cycles, and nearly all of them live until its report is done: looking through them again and
again finds nothing, takes a tenth of the time, and drives everything else out of the processor's caches.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

SELDOM = 10_000  # records more than before at which the collector looks at the youngest; Python's own choice is 700


class _Collector:
    """The setting is one for the process: the first document that is read changes it, the last one puts it back."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._documents = 0
        self._usual = gc.get_threshold()

    @contextmanager
    def seldom(self) -> Iterator[None]:
        """While this lasts, the collector looks seldom; where it is off, or looks less often already, it is left alone."""
        with self._lock:
            self._documents += 1
            if self._documents == 1:
                self._usual = gc.get_threshold()
                if 0 < self._usual[0] < SELDOM:
                    gc.set_threshold(SELDOM, *self._usual[1:])
        try:
            yield
        finally:
            with self._lock:
                self._documents -= 1
                if not self._documents:
                    gc.set_threshold(*self._usual)


seldom = _Collector().seldom
