"""The collector of cycles looks seldom while documents are read, and as before when the last one is done."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from extractor import extract
from extractor.collector import SELDOM, seldom

SAMPLE = Path(__file__).parents[1] / "samples/001/001.txt"


@pytest.fixture(autouse=True)
def usual() -> Iterator[tuple[int, int, int]]:
    before = gc.get_threshold()
    gc.set_threshold(700, 10, 10)
    yield (700, 10, 10)
    gc.set_threshold(*before)


def test_a_document_is_read_with_few_looks(usual: tuple[int, int, int]) -> None:
    seen: list[int] = []
    extract(SAMPLE, watch=lambda stage, value: seen.append(gc.get_threshold()[0]))
    assert seen and set(seen) == {SELDOM}
    assert gc.get_threshold() == usual


def test_the_last_of_several_documents_puts_it_back(usual: tuple[int, int, int]) -> None:
    first, second = seldom(), seldom()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert gc.get_threshold()[0] == SELDOM
    second.__exit__(None, None, None)
    assert gc.get_threshold() == usual


@pytest.mark.parametrize("chosen", [0, 5 * SELDOM])
def test_what_looks_less_often_already_is_left_alone(chosen: int) -> None:
    gc.set_threshold(chosen)
    with pytest.raises(KeyError), seldom():
        assert gc.get_threshold()[0] == chosen
        raise KeyError
    assert gc.get_threshold()[0] == chosen
