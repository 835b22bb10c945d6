"""Drawn tables whose rules end, or that have none."""

from __future__ import annotations

from itertools import pairwise

import pytest
from reportlab.pdfgen.canvas import Canvas

from extractor.records import Ruling
from extractor.tables.drawn import drawn
from extractor.tables.headers import count_columns
from tests.drawn_pdf import grid, pdf, right, stroke, text
from tests.drawn_readings import frame, lay, reading, word
from tests.drawn_tables import BODY, EDGES, HEADER, JOINED, caption, tables
from tests.texts import texts


def test_rows_without_rules_in_one_frame_are_parted_by_their_figures() -> None:
    words = [word("项目", 64, 104), word("金额", 204, 104), word("上年数", 304, 104)]
    for n, name in enumerate(["基本工资", "津贴补贴", "奖金"]):
        words += [word(name, 64, 128 + 20 * n), word(f"{n}1.50", 270, 128 + 20 * n), word(f"{n}2.50", 360, 128 + 20 * n)]
    rules = [r for left, right_ in pairwise([60, 200, 300, 400]) for r in (*frame(left, 100, right_, 120), *frame(left, 120, right_, 190))]
    (table,) = drawn([reading(1, words, rules)])
    assert texts(table) == [["基本工资", "01.50", "02.50"], ["津贴补贴", "11.50", "12.50"], ["奖金", "21.50", "22.50"]]


def test_prose_and_contents_are_no_tables() -> None:
    def draw(c: Canvas) -> None:
        for n in range(20):
            text(c, 60, 100 + 20 * n, "本年收入合计9746.50万元，其中：财政拨款收入9746.50万元，占100.00%。", 11)

    def contents(c: Canvas) -> None:
        for n in range(9):
            text(c, 60, 100 + 20 * n, f"{n + 1}、收入支出决算总表" + "." * 60)
            right(c, 520, 100 + 20 * n, str(n + 3))

    assert tables(pdf(draw, contents)) == []


def outer_box_and_header_verticals(c: Canvas) -> None:
    bottom = grid(c, [HEADER, *BODY], EDGES, 100, verticals=False)
    for x in (EDGES[0], EDGES[-1]):
        stroke(c, x, 100, x, bottom)
    for x in EDGES[1:-1]:
        stroke(c, x, 100, x, 120)


def verticals_only(c: Canvas) -> None:
    bottom = grid(c, [HEADER, *BODY], EDGES, 100, line=None)
    for x in EDGES:
        stroke(c, x, 100, x, bottom)
    for y in (100, 120, bottom):
        stroke(c, EDGES[0], y, EDGES[-1], y)


def three_lines(c: Canvas) -> None:
    bottom = grid(c, [HEADER, *BODY], EDGES, 100, line=None)
    for y in (100, 120, bottom):
        stroke(c, EDGES[0], y, EDGES[-1], y)


@pytest.mark.parametrize("table_of", [outer_box_and_header_verticals, verticals_only, three_lines])
def test_where_rules_end_words_go_on(table_of: object) -> None:
    def draw(c: Canvas) -> None:
        caption(c, "支出决算表", 100)
        table_of(c)  # type: ignore[operator]

    (table,) = tables(pdf(draw))
    assert table.columns == tuple((head,) for head in HEADER)
    assert texts(table) == JOINED


def test_columns_that_are_blank_all_the_way_down_stay_without_rules() -> None:
    def draw(c: Canvas) -> None:
        caption(c, "收入决算表", 100)
        grid(c, [["科目编码", "科目名称", "合计", "事业收入", "其他收入"], *[[*row[:3], "", ""] for row in BODY]], EDGES, 100, line=None)

    (table,) = tables(pdf(draw))
    assert [column[0] for column in table.columns] == ["科目编码", "科目名称", "合计", "事业收入", "其他收入"]
    assert [row[2:] for row in texts(table)] == [[row[2], "", ""] for row in JOINED]


@pytest.mark.parametrize("labelled", [True, False])
@pytest.mark.parametrize("ruled", [True, False])
@pytest.mark.parametrize(
    "row", [["6.00", "5.00", "1.00", "0.50", "4.00", "3.50", "1.00", "1.00"], ["6.00", "5.00", "", "", "", "", "6.00", "5.00"]]
)
def test_pairs_that_recur_stand_under_their_own_heads(row: list[str], ruled: bool, labelled: bool) -> None:
    edges = [100 + 50 * n for n in range(9)]

    def draw(c: Canvas) -> None:
        def middle(x: float, y: float, words: str) -> None:
            text(c, x - 5 * len(words), y, words)

        caption(c, "“三公”经费支出决算表", 100)
        middle((edges[2] + edges[6]) / 2, 113, "公务用车")
        for words, x in (("合计", edges[1]), ("公务接待费", edges[7])):
            middle(x, 123, words)
        for words, x in (("购置费", edges[3]), ("运行维护费", edges[5])):
            middle(x, 133, words)
        for n, cell in enumerate(row):
            middle(edges[n] + 25, 152, ("预算数", "决算数")[n % 2])
            right(c, edges[n + 1] - 3, 171, cell)
        if labelled:
            text(c, 60, 132, "单位")
            text(c, 60, 171, "本级")
        for y in (100, 139, 157, 176) if ruled else ():
            stroke(c, 55, y, 500, y)
        if ruled:
            stroke(c, edges[2], 119, edges[6], 119)

    (table,) = tables(pdf(draw))
    heads = ["合计", "公务用车购置费", "公务用车运行维护费", "公务接待费"]
    wanted = [f"{head}{leaf}" for head in heads for leaf in ("预算数", "决算数")]
    assert ["".join(path) for path in table.columns] == [*(["单位"] if labelled else []), *wanted]
    assert texts(table) == [[*(["本级"] if labelled else []), *row]]


def test_codes_in_three_narrow_columns_of_one_level_a_row_keep_their_columns() -> None:
    rows = [
        ["207", "", "", "文化旅游体育与传媒支出", "45.90"],
        ["", "99", "", "其他文化旅游体育与传媒支出", "45.90"],
        ["", "", "03", "文化产业", "45.90"],
    ]

    def draw(c: Canvas) -> None:
        caption(c, "收入决算表", 100)
        edges = [60, 88, 116, 140, 300, 400]
        grid(c, [["类", "款", "项", "科目名称", "本年收入合计"], *rows], edges, 100, line=None)

    (table,) = tables(pdf(draw))
    assert texts(table) == rows


def test_small_whole_figures_are_rows_of_a_table() -> None:
    rows = [["“三公”经费合计", "16", "12"], ["因公出国（境）费", "", ""], ["公务接待费", "16", "12"]]

    def draw(c: Canvas) -> None:
        caption(c, "“三公”经费支出决算表", 100)
        for n, row in enumerate([["项目", "预算数", "决算数"], *rows]):
            for x, cell in zip((60, 300, 400), row, strict=True):
                text(c, x, 115 + 17 * n, cell)

    (table,) = tables(pdf(draw))
    assert texts(table) == rows


def test_a_code_and_its_wrapped_name_in_one_cell_stand_beside_the_middle_of_their_figures() -> None:
    names = [["2050399 其他职业教", "育支出"], ["20504 成人教育"], ["2050402 成人中等教", "育"], ["20507 特殊教育"]]

    def draw(c: Canvas) -> None:
        caption(c, "收入预算总表", 100)
        for x, cell in zip((80, 260, 380), ("科目编码及名称", "合计", "财政拨款收入"), strict=True):
            text(c, x, 115, cell)
        y = 134.0
        for lines in names:
            for n, line in enumerate(lines):
                code, _, name = line.rpartition(" ")
                text(c, 60, y + 12 * n, code or name)
                text(c, 64 + 5 * len(code), y + 12 * n, name if code else "")
            for x in (300, 440):
                right(c, x, y + 6 * (len(lines) - 1), "14623.40")
            y += 12 * len(lines) + 7

    (table,) = tables(pdf(draw))
    assert [row[0] for row in texts(table)] == ["".join(lines).replace(" ", "") for lines in names]
    assert {tuple(row[1:]) for row in texts(table)} == {("14623.40", "14623.40")}


@pytest.mark.parametrize(
    ("row", "numbers"),
    [
        ("栏次 1 2 3 4 5 6", True),
        ("1 2 3 4 5 6 7 8 9 10 Ⅱ 12", True),  # a misread one among many
        ("1 2 3 4 X 7 8 9", False),
        ("1 2 X 4", False),
        ("合计 1 2 3 4 5 6", False),
        ("1 2 3 4 5 6 个", False),
        ("1 2 X 4 5 Y 7 8", False),
    ],
)
def test_a_row_of_column_numbers_is_no_data(row: str, numbers: bool) -> None:
    assert count_columns(row.split()) == numbers


@pytest.mark.parametrize("walls", [(60, 400), (60, 200, 400)])
def test_columns_within_one_column_of_a_frame_are_told_by_the_words(walls: tuple[int, ...]) -> None:
    rows = [["项目", "预算数", "决算数"], ["教育支出", "5.00", "4.00"], ["住房支出", "3.00", "2.00"], ["合计", "8.00", "6.00"]]
    words, _ = lay(rows, [60.0, 200.0, 300.0, 400.0], 120)
    rules = [Ruling(60, y, 400, y, 0.5) for y in range(120, 201, 20)] + [Ruling(x, 120, x, 200, 0.5) for x in walls]
    (table,) = drawn([reading(1, words, rules)])
    assert table.columns == (("项目",), ("预算数",), ("决算数",))
    assert texts(table) == rows[1:]
