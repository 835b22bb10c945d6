"""Amounts torn over three lines or more, in rows that no rules part: cells of a table that was made too narrow for them."""

from __future__ import annotations

import pytest

from extractor.records import Box, Table, Word
from extractor.tables.drawn import drawn
from tests.drawn_readings import reading
from tests.texts import texts

SIZE, PITCH = 7.0, 9.0  # points: letters, lines
HEADS = ("编码", "名称", "合计", "上年结转", "本年收入")
ROWS = [
    ("208", "社会保障支出", "1,200,669,167.19", "", "1,200,669,167.19"),
    ("20802", "民政管理事务", "200,143,472.33", "8,140.19", "200,143,472.33"),
    ("2080207", "地名管理", "200,143,472.33", "8,140.19", "200,135,332.14"),
    ("221", "住房保障支出", "347,977,667.12", "91,168,291.39", "256,809,375.73"),
    ("22102", "住房公积金", "5,021.77", "5,021.77", ""),
]


def lines_of(text: str, letters: int) -> list[str]:
    return [text[n : n + letters] for n in range(0, len(text), letters)]


def page(letters: int, at: str, stand: str) -> Table:
    """`letters`: how many fit a line of a figure (three of a code); `at`: where in its cell a line stands, and `stand`: its lines."""
    edges = [40.0, 58.0, 110.0, *(110 + (8 + 3.5 * letters) * n for n in (1, 2, 3))]
    words = [Word(text, Box(a + 2, 90, a + 2 + SIZE * len(text) / 2, 97), SIZE) for text, a in zip(HEADS, edges, strict=False)]
    top = 110.0
    for row in ROWS:
        cells = [lines_of(row[0], 3), [row[1]], *(lines_of(text, letters) for text in row[2:])]
        height = PITCH * max(map(len, cells)) + 2
        for c, cell in enumerate(cells):
            spare = height - PITCH * len(cell)
            y = top + spare * {"top": 0.0, "middle": 0.5, "bottom": 1.0}[stand]
            for n, text in enumerate(cell):
                width = SIZE * sum(0.5 if letter.isascii() else 1.0 for letter in text)
                left = edges[c + 1] - 4 - width if at == "right" and c > 1 else edges[c] + 4
                words.append(Word(text, Box(left, y + PITCH * n, left + width, y + PITCH * n + SIZE), SIZE))
        top += height
    (table,) = drawn([reading(1, words)])
    return table


@pytest.mark.parametrize("stand", ["top", "middle", "bottom"])
@pytest.mark.parametrize("at", ["left", "right"])
@pytest.mark.parametrize("letters", [4, 5, 6])
def test_amounts_torn_over_lines_are_whole_in_their_rows(letters: int, at: str, stand: str) -> None:
    assert texts(page(letters, at, stand)) == [list(row) for row in ROWS]
