"""Invented reports in many layouts through the whole line: a floor under every one of them."""

from __future__ import annotations

import json

import pytest

from extractor import extract
from samples.drawing import installed_fonts
from samples.make_pdfs import made
from service.evaluate import score

TABLES, PROSE = 0.998, 0.97  # F1 of table figures, recall of prose figures
USUAL = (303, 304, 319, 323)  # one border, blank and order of columns after the other
HABITS = (500, 501, 503, 504, 505, 509, 511, 513)  # frames, seals, codes beside names, units in titles, dates in captions
pytestmark = pytest.mark.skipif(not installed_fonts(), reason="no Chinese font with digits")


@pytest.mark.parametrize("seed", [*USUAL, *HABITS])
def test_every_figure_of_an_invented_report_is_found(seed: int) -> None:
    data, expected = made(seed)
    got = score(expected, json.loads(extract(data, filename="report.pdf").model_dump_json()))
    assert got.meta.recall == 1.0
    assert got.tables.f1 >= TABLES, got.misses[:5]
    assert got.prose.recall >= PROSE or not got.prose.expected, got.misses[:5]
