"""Pages read beside one another in child processes: order, deaths, clocks."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

from extractor import parallel
from extractor.parallel import in_order


def _square(number: int) -> int:
    if number == 3:
        os._exit(9)  # a child that dies
    return number * number


def test_children_that_read_pages_load_nothing_of_what_follows() -> None:
    code = "import sys, extractor.reading; print([name for name in sys.modules if name.startswith('extractor.')])"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert "extractor.words" in loaded
    assert not any(f"extractor.{stage}" in loaded for stage in ("pipeline", "tables", "observations", "checks", "knowledge"))


def test_results_keep_their_order_and_a_dead_child_loses_only_its_own() -> None:
    found = list(in_order(_square, range(6), 2, heavy=lambda n: n % 2 == 1, lost=lambda n, why: -n))
    assert found == [0, 1, 4, -3, 16, 25]
    assert list(in_order(_square, range(3), 1, heavy=lambda _: True, lost=lambda n, why: -n)) == [0, 1, 4]


def _busy(seconds: float) -> str:
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass
    return "done"


def test_the_clock_of_a_page_counts_the_processor_and_not_the_wall(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with much else to do is no reason to lose a page; a page that never ends is."""
    monkeypatch.setattr(parallel, "CLOCK", 1.0)
    found = list(in_order(_pause, [1.5], 2, heavy=lambda _: True, lost=lambda _, why: why))
    found += in_order(_busy, [60.0, 0.0], 2, heavy=lambda _: True, lost=lambda _, why: why)
    assert found == ["slept", "timeout", "done"]


def _pause(seconds: float) -> str:
    time.sleep(seconds)
    return "slept"
