"""Parts of tables on following pages, told by words alone."""

from __future__ import annotations

from dataclasses import replace

from extractor.records import Box, Cell, Place
from extractor.tables.continued import Part, chained
from extractor.tables.lattice import Lattice

EDGES = (56.0, 101.0, 221.0, 309.0, 365.0, 415.0, 540.0)


def part(page: int, xs: tuple[float, ...], *rows: tuple[tuple[str, float, float], ...]) -> Part:
    """Rows of (text, left, right), one cell a column."""
    cells = tuple(tuple(Cell(text, places=(Place(page, Box(left, 50, right, 60), (1, 1)),)) for text, left, right in row) for row in rows)
    lattice = Lattice(xs, tuple(40.0 + 20 * n for n in range(len(rows) + 1)), {})
    return Part(page, lattice, cells, (), top_of_page=True, confidence=0.95)


FIRST = part(
    1,
    EDGES,
    (
        ("科目编码", 60, 95),
        ("科目名称", 120, 200),
        ("合计", 280, 300),
        ("基本支出", 320, 360),
        ("项目支出", 370, 410),
        ("经营支出", 430, 500),
    ),
    (("205", 60, 75), ("教育支出", 105, 150), ("90.00", 280, 305), ("40.00", 335, 362), ("50.00", 388, 412), ("1.00", 500, 520)),
)
REST = part(2, (56.0, 101.0, 254.0, 312.0, 540.0), (("2050202", 60, 95), ("小学教育", 105, 150), ("60.00", 280, 305), ("60.00", 388, 412)))


def test_columns_that_are_blank_on_a_page_are_those_of_the_page_before() -> None:
    ((first, rest),) = chained([FIRST, REST])
    assert first is FIRST
    assert [cell.text for cell in rest.rows[0]] == ["2050202", "小学教育", "60.00", "", "60.00", ""]


def test_words_across_the_columns_of_the_page_before_are_another_table() -> None:
    across = part(2, (56.0, 254.0, 312.0, 540.0), (("2050202", 60, 95), ("60.00", 200, 260), ("60.00", 350, 380)))
    assert len(chained([FIRST, across])) == 2


def test_a_part_that_begins_with_words_is_no_rest() -> None:
    words = part(2, (56.0, 101.0, 254.0, 540.0), (("科目", 60, 95), ("名称", 105, 150), ("金额", 388, 412)))
    assert len(chained([FIRST, words])) == 2


def test_ruled_parts_are_told_by_their_rules() -> None:
    assert len(chained([replace(FIRST, confidence=1.0), replace(REST, confidence=1.0)])) == 2
