"""Heads of tables without rules: which of them stand over which columns, told by where their words stand."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from extractor.records import Box, Table, Word
from extractor.tables.drawn import drawn
from tests.drawn_readings import reading
from tests.texts import texts

SIZE, WIDE = 7.0, 60.0  # points: letters, columns


def middle(text: str, first: int, last: int, y: float) -> list[Word]:
    """A head in the middle over columns from `first` to `last`, at a height y; lines of it are parted by /."""
    lines, x = text.split("/"), 40 + WIDE * (first + last + 1) / 2
    tops = [y + 9 * n - 4.5 * (len(lines) - 1) for n in range(len(lines))]
    return [
        Word(line, Box(x - SIZE * len(line) / 2, top, x + SIZE * len(line) / 2, top + SIZE), SIZE)
        for line, top in zip(lines, tops, strict=True)
    ]


def figures(rows: Sequence[Sequence[str]], at: str, first: int = 0) -> list[Word]:
    """Figures of rows from y 130 on, at the left or right or in the middle of columns from `first` on."""
    found = []
    for n, row in enumerate(rows):
        for c, text in enumerate(row, first):
            width = SIZE / 2 * len(text)
            left = {"left": 43 + WIDE * c, "right": 37 + WIDE * (c + 1) - width, "middle": 40 + WIDE * (c + 0.5) - width / 2}[at]
            found += [Word(text, Box(left, 130 + 14 * n, left + width, 137 + 14 * n), SIZE)] if text else []
    return found


def read(*words: list[Word]) -> Table:
    (table,) = drawn([reading(1, [word for each in words for word in each])])
    return table


@pytest.mark.parametrize("at", ["left", "right"])
def test_a_head_close_above_that_of_fewer_columns_is_no_line_of_it(at: str) -> None:
    heads = [
        middle("预算数", 0, 5, 90),
        middle("公务用车购置及运行费", 2, 4, 98),
        *(middle(t, c, c, 107) for t, c in (("合计", 0), ("出国费", 1), ("接待费", 5))),
    ]
    heads += [middle("小计", 2, 2, 115), middle("购置费", 3, 3, 115), middle("运行费", 4, 4, 115)]
    table = read(*heads, figures([("3.20", "1.00", "1.20", "0.40", "0.80", "1.00")] * 2, at))
    vehicles = ("预算数", "公务用车购置及运行费")
    assert table.columns[1:4] == (("预算数", "出国费"), (*vehicles, "小计"), (*vehicles, "购置费"))


def test_rounds_of_heads_need_not_be_the_lowest() -> None:
    """类 款 项 stand lower; figures at the left of their columns say little of how wide these are."""
    heads = [middle("科目编码", 0, 2, 100), *(middle(t, c, c, 116) for c, t in enumerate("类款项")), middle("科目名称", 3, 3, 107)]
    for first, year in ((4, "2022年决算数"), (7, "2023年决算数")):
        heads += [
            middle(year, first, first + 2, 90),
            *(middle(t, first + c, first + c, 107) for c, t in enumerate(("小计", "基本支出", "项目支出"))),
        ]
    rows = [
        ("210", "", "", "", "13.03", "0.01", "13.02", "16.53", "0.01", "16.52"),
        ("", "07", "", "", "3.03", "0.01", "3.02", "6.53", "0.01", "6.52"),
    ]
    names = [Word("卫生健康", Box(223, 130 + 14 * n, 251, 137 + 14 * n), SIZE) for n in range(2)]
    table = read(*heads, figures(rows, "left"), names)
    assert table.columns[4:] == tuple(
        (year, head) for year in ("2022年决算数", "2023年决算数") for head in ("小计", "基本支出", "项目支出")
    )


def test_columns_are_as_wide_as_their_heads() -> None:
    """Figures at the right of their columns: the middles between them are no edges."""
    leaves = ["小计", "一般公共预算", "政府性基金/预算", "小计", "一般公共/预算拨款", "政府性基金/预算拨款", "事业收入"]
    heads = [middle("合计", 0, 0, 107), middle("上年结转", 1, 3, 92), middle("本年收入", 4, 7, 92)]
    heads += [middle(text, c, c, 112) for c, text in enumerate(leaves, 1)]
    table = read(*heads, figures([("1683.00", "130.19", "130.19", "0.00", "1552.81", "1432.09", "120.72", "0.00")] * 3, "right"))
    assert [path[0] for path in table.columns] == ["合计", *["上年结转"] * 3, *["本年收入"] * 4]


def test_dashes_show_the_columns_over_which_a_head_stands() -> None:
    heads = [
        middle("公务用车购置及运行维护费", 2, 3, 98),
        middle("合计", 0, 1, 98),
        *(middle(t, c, c, 116) for c, t in enumerate(["预算数", "决算数"] * 4)),
    ]
    heads += [middle("购置费", 2, 3, 107), middle("小计", 0, 1, 107), middle("运行费", 4, 5, 107), middle("接待费", 6, 7, 107)]
    table = read(*heads, figures([("0.34", "0.22", "—", "—", "0.19", "0.11", "0.14", "0.11")], "middle"))
    assert table.columns[2] == ("公务用车购置及运行维护费", "购置费", "预算数")


def test_the_label_of_a_total_in_a_merged_cell_reaches_its_figure() -> None:
    heads = [middle(text, c, c, 110) for c, text in enumerate(["科目编码", "决算数", "科目编码", "决算数", "科目编码", "决算数"])]
    rows = [
        ("301", "12.00", "302", "7.00", "310", "4.00"),
        ("30101", "8.00", "30201", "5.00", "31002", "4.00"),
        ("30102", "4.00", "30202", "2.00", "", ""),
        ("", "12.00", "", "", "", "11.00"),
    ]
    total = Word("公用经费合计", Box(229, 172, 271, 179), SIZE)
    table = read(*heads, figures(rows, "left"), [total])
    assert texts(table)[-1] == ["", "12.00", "公用经费合计", "", "", "11.00"]
    assert table.rows[-1][2].col_span == 3


def test_figures_at_the_left_of_their_columns_stand_before_their_heads() -> None:
    """Blank columns beside filled ones: nothing but how figures are set tells whose head is theirs."""
    heads = [
        middle(text, c, c, 110) for c, text in enumerate(["科目名称", "年初结转", "本年收入", "小计", "基本支出", "项目支出", "年末结转"])
    ]
    names = [Word("其他支出", Box(43, 130 + 14 * n, 71, 137 + 14 * n), SIZE) for n in range(4)]
    rows = [("", text, text, "", text, "") for text in ("1,212.16", "209.65", "2.51", "10,000.00")]
    left = read(*heads, names, figures(rows, "left", 1))
    right = read(*heads, names, figures(rows, "right", 1))
    assert [row[1:] for row in texts(left)] == [list(row) for row in rows] == [row[1:] for row in texts(right)]


def test_the_middle_one_of_three_heads_is_no_line_of_the_head_of_them_all() -> None:
    heads = [middle("功能分类科目", 0, 1, 100), middle("编码", 0, 0, 110), middle("名称", 1, 1, 110)]
    for first, year in ((2, "2022年决算数"), (5, "2023年决算数")):
        heads += [
            middle(year, first, first + 2, 100),
            *(middle(t, first + c, first + c, 110) for c, t in enumerate(("小计", "基本支出", "项目支出"))),
        ]
    names = [
        Word(text, Box(x, 130 + 14 * n, x + 28, 137 + 14 * n), SIZE) for n in range(3) for text, x in (("20103", 43), ("其他支出", 103))
    ]
    table = read(*heads, names, figures([("13.03", "0.01", "13.02", "16.53", "0.01", "16.52")] * 3, "right", 2))
    assert table.columns[2:] == tuple(
        (year, head) for year in ("2022年决算数", "2023年决算数") for head in ("小计", "基本支出", "项目支出")
    )


def test_the_last_line_of_a_head_set_at_the_bottom_of_its_cell_is_no_head() -> None:
    heads = [
        middle("科目名称", 0, 0, 110),
        middle("公务用车购置费", 1, 1, 110),
        middle("公务用车运行/维护费", 2, 2, 105.5),
        middle("因公出国/费用", 3, 3, 105.5),
    ]
    names = [Word("其他支出", Box(43, 130 + 14 * n, 71, 137 + 14 * n), SIZE) for n in range(3)]
    table = read(*heads, middle("公务接待费", 4, 4, 110), names, figures([("13.03", "0.01", "13.02", "16.53")] * 3, "right", 1))
    assert table.columns[2:4] == (("公务用车运行维护费",), ("因公出国费用",))


def test_one_row_of_figures_before_their_heads_is_set_at_the_left() -> None:
    heads = [middle(text, c, c, 110) for c, text in enumerate(["合计", "出国", "用车", "接待"])]
    row = ("0.70", "", "0.56", "0.14")
    assert texts(read(*heads, figures([row], "left"))) == texts(read(*heads, figures([row], "right"))) == [list(row)]


def test_heads_set_at_the_top_of_their_cells_reach_up_to_it() -> None:
    """科目编码 on two lines and 合计 on one begin where 上年结转 does: they are no heads below it."""

    def at_top(text: str, first: int, last: int, y: float) -> list[Word]:
        return middle(text, first, last, y + 4.5 * text.count("/"))

    heads = [at_top("科目/编码", 0, 0, 90), at_top("合计", 1, 1, 90), at_top("上年结转", 2, 4, 90), at_top("其他/收入", 5, 5, 90)]
    heads += [at_top("小计", 2, 2, 104), at_top("一般/公共/预算", 3, 3, 104), at_top("政府/性基", 4, 4, 104)]
    table = read(*heads, figures([("201", "13.03", "13.02", "6.53", "0.01", "6.52")] * 3, "right"))
    assert [path[0] for path in table.columns] == ["科目编码", "合计", *["上年结转"] * 3, "其他收入"]
