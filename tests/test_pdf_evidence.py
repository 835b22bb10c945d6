"""The box of an observation is where its value stands: the letters of the page inside it are the value as printed."""

from __future__ import annotations

from functools import cache

import pytest

from extractor import pipeline
from extractor.likeness import fold
from extractor.options import Options
from extractor.pages.pdf import pages
from extractor.records import Box, Char, Observation, Source
from samples.drawing import installed_fonts
from samples.make_pdfs import made

SHARE = 0.99  # of the observations from tables
pytestmark = pytest.mark.skipif(not installed_fonts(), reason="no Chinese font with digits")


@cache
def read(seed: int) -> tuple[tuple[Observation, ...], dict[int, tuple[Char, ...]]]:
    """Observations from the tables of an invented report, and the letters of its pages."""
    data, _ = made(seed)
    source = Source(data, None, "application/pdf", "")
    letters = {page.number: tuple(page.chars) for page in pages(source, Options())}
    found = pipeline.run(data, filename="report.pdf").observations
    return tuple(o for o in found if o.form != "narrative"), letters


def inside(letters: tuple[Char, ...], box: Box) -> str:
    """The letters whose middle lies in the box, from left to right."""
    within = [c for c in letters if box.left <= (c.box.left + c.box.right) / 2 <= box.right]
    within = [c for c in within if box.top <= (c.box.top + c.box.bottom) / 2 <= box.bottom]
    return fold("".join(c.text for c in sorted(within, key=lambda c: c.box.left))).replace(" ", "")


@pytest.mark.parametrize("seed", [301, 506, 511, 513], ids=["usual", "frame-double-borders", "code-with-name", "habits"])
def test_the_letters_in_the_box_are_the_value_as_printed(seed: int) -> None:
    observations, letters = read(seed)
    assert observations
    wrong = []
    for o in observations:
        place = o.evidence[0].place
        text = inside(letters[place.page], place.box) if place.box else ""
        if text != fold(o.raw_value).replace(" ", ""):
            wrong.append((o.indicator, o.column, o.raw_value, text))
    assert len(wrong) <= (1 - SHARE) * len(observations), wrong[:5]
