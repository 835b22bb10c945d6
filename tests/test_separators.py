"""Amounts that stand on several lines of a cell, as OCR reads them."""

from __future__ import annotations

import pytest

from extractor.records import Box, Glyph, Word
from extractor.separators import amount_of_lines
from extractor.tables.drawn_cells import cell_of


@pytest.mark.parametrize(
    ("lines", "amount"),
    [
        (("65.2", "83.5", "35.4", "6"), "65,283,535.46"),
        (("1.45", "7.16", "5.29"), "1,457,165.29"),
        (("1,457,171", "208.53"), "1,457,171,208.53"),  # the comma at the end of the line was lost
        (("510,774.5", "38.41"), "510,774,538.41"),
        (("12.34", "56.78"), None),
        (("3.72", "1.70"), None),  # may be two
        (("0.00", "0.00", "0.00"), None),
        (("123,456", "789,012"), None),
        (("12", "34"), None),
        (("1,234.56", "合计"), None),
    ],
)
def test_an_amount_on_several_lines_is_one(lines: tuple[str, ...], amount: str | None) -> None:
    assert amount_of_lines(lines, fills=True) == amount


def words(*texts: str) -> list[Word]:
    boxes = [Box(100, 50 + 12 * i, 100 + 6 * len(text), 60 + 12 * i) for i, text in enumerate(texts)]
    return [Word(t, b, 10.0, glyphs=tuple(Glyph(c, 0.9, (), b) for c in t)) for t, b in zip(texts, boxes, strict=True)]


def test_lines_of_a_wide_cell_are_amounts_of_their_own() -> None:
    stacked = words("1.45", "7.16", "5.29")
    assert cell_of(stacked, 1, (1, 1), 36.0).text == "1,457,165.29"
    assert cell_of(stacked, 1, (1, 1), 80.0).text == "1.45 7.16 5.29"


def test_lines_of_a_text_layer_are_believed() -> None:
    assert cell_of([w._replace(glyphs=()) for w in words("1,457,171", "208.53")], 1).text == "1,457,171208.53"
