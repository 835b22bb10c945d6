"""Rows that no rule parts: the last ones of a table, single ones, and headers printed again."""

from __future__ import annotations

from extractor.records import Box, Cell, Reading, Ruling, Table, Word
from extractor.tables.drawn import drawn
from extractor.tables.headers import headed
from tests.drawn_readings import reading, word
from tests.texts import texts

HEADS = ("科目名称", "合计", "基本支出")


def row(y: float, name: str, *figures: str, below: str = "") -> list[Word]:
    """A row of figures in their columns, beside a name or between the two lines of one."""
    words = [word(name, 60, y - 6.5 if below else y), *([word(below, 60, y + 6.5)] if below else [])]
    return words + [word(text, right - 5 * len(text), y) for text, right in zip(figures, (250, 330), strict=True)]


def page(rows: list[list[Word]], rules: list[float] | None = None) -> Reading:
    head = [word(text, x, 100) for text, x in zip(HEADS, (60, 220, 290), strict=True)]
    return reading(1, [*head, *(word for words in rows for word in words)], [Ruling(55, y, 340, y, 0.5) for y in rules or ()])


def test_the_last_name_of_a_table_is_wrapped_around_small_whole_numbers() -> None:
    rows = [row(120, "住房公积金", "226", "226"), row(138, "购房补贴", "311", "311"), row(162, "其他城乡社区住", "1", "1", below="宅支出")]
    (table,) = drawn([page(rows)])
    assert texts(table)[-1] == ["其他城乡社区住宅支出", "1", "1"]


def test_the_last_name_of_a_table_is_wrapped_above_the_rule_that_closes_it() -> None:
    rows = [row(120, "事业运行", "3654.87", "3654.87"), row(147, "其他自然资源事务支", "121,260,517.94", "121,260,517.94", below="出")]
    rules = [95.0, 114.0, 134.0, 168.0]
    (table,) = drawn([page(rows, rules)])
    assert [line[0] for line in texts(table)] == ["事业运行", "其他自然资源事务支出"]


def test_one_row_of_a_figure_and_dashes_below_heads_is_a_table() -> None:
    head = [word(text, x, 100) for text, x in (("合计", 60), ("因公出国费", 120), ("公务用车", 200), ("公务接待费", 280))]
    filled = [word(text, x, 120) for text, x in (("20.59", 58), ("-", 140), ("-", 215), ("20.59", 290))]
    (table,) = drawn([reading(1, [*head, *filled])])
    assert table.columns[-1] == ("公务接待费",)
    assert texts(table) == [["20.59", "-", "-", "20.59"]]


def test_a_header_printed_again_is_none_of_the_rows_where_one_of_its_words_stands_lower() -> None:
    grid = [
        ["项目", "", "本年收入", "财政拨款", "其他收入"],
        ["科目编码", "科目名称", "", "", ""],
        ["205", "教育支出", "5.00", "4.00", "1.00"],
        ["项目", "", "本年收入", "财政拨款", ""],
        ["科目编码", "科目名称", "", "", "其他收入"],
        ["", "合计", "5.00", "4.00", "1.00"],
    ]
    found = headed([[Cell(text) for text in cells] for cells in grid])
    assert [cells[1].text for cells in found.rows] == ["教育支出", "合计"]


def economic(*filled: tuple[str, str, str, int]) -> Table:
    """An economic list without upright rules: heads stand in the middle of their columns, figures end at their right.
    `filled`: name, total, figure and where it ends."""
    head = [word(text, x, 100) for text, x in (("科目名称", 60), ("合计", 190), ("人员经费", 260), ("公用经费", 350))]
    rows = [
        [word(name, 60, y), word(total, 230 - 5 * len(total), y), word(figure, right - 5 * len(figure), y)]
        for y, (name, total, figure, right) in zip(range(120, 300, 20), filled, strict=False)
    ]
    (table,) = drawn([reading(1, [*head, *(word for words in rows for word in words)])])
    assert table.columns == (("科目名称",), ("合计",), ("人员经费",), ("公用经费",))
    return table


def test_figures_of_neighbours_that_no_row_fills_stand_beside_their_centred_heads() -> None:
    filled = [("基本工资", "19.39", 330), ("奖金", "57.60", 330), ("办公费", "12.90", 420), ("印刷费", "2.29", 420)]
    table = economic(*((name, figure, figure, right) for name, figure, right in filled))
    assert texts(table)[1:3] == [["奖金", "57.60", "57.60", ""], ["办公费", "12.90", "", "12.90"]]


def test_figures_beside_their_head_are_none_of_the_wider_ones_under_the_next() -> None:
    filled = [("基本工资", "19.39", 330), ("奖金", "57.60", 330), ("办公费", "12,012.90", 420), ("印刷费", "11,002.29", 420)]
    table = economic(*((name, figure, figure, right) for name, figure, right in filled))
    assert texts(table)[1:3] == [["奖金", "57.60", "57.60", ""], ["办公费", "12,012.90", "", "12,012.90"]]


def test_dashes_under_a_head_and_amounts_beside_it_are_one_column_behind_a_blank_one() -> None:
    table = economic(("奖金", "19.39", "-", 370), ("办公费", "12.90", "12.90", 420), ("印刷费", "2.29", "2.29", 420))
    assert [line[2:] for line in texts(table)] == [["", "-"], ["", "12.90"], ["", "2.29"]]


def test_a_head_close_above_the_middle_one_of_three_heads_all_of_them() -> None:
    above, names = word("一般公共预算基本支出", 232, 92), (("科目名称", 60), ("合计", 212), ("人员经费", 262), ("公用经费", 330))
    lines = [("合计", "90.10", "60.10", "30.00"), ("工资福利支出", "60.10", "60.10", ""), ("办公费", "30.00", "", "30.00")]
    filled = [
        word(text, right - (0 if right == 60 else 5 * len(text)), 120 + 14 * n)
        for n, line in enumerate(lines)
        for text, right in zip(line, (60, 255, 305, 372), strict=True)
        if text
    ]
    (table,) = drawn([reading(1, [above, *(word(text, x, 101) for text, x in names), *filled])])
    assert [path[-1] for path in table.columns] == ["科目名称", "合计", "人员经费", "公用经费"]
    assert texts(table)[0] == ["合计", "90.10", "60.10", "30.00"]


def test_figures_that_reach_under_the_head_beside_theirs_have_their_own() -> None:
    head = [word(text, x, 100) for text, x in (("项目", 80), ("行次", 150), ("合计", 200), ("基本支出", 260))]
    rows = [
        ("本年支出合计", "33", "122,159,607.59", "12.30"),
        ("结余分配", "34", "115,864,451.99", "1.00"),
        ("总计", "35", "198,499,016.93", "0.50"),
    ]
    rights = (130, 165, 231, 305)
    body = [
        word(text, right - 5 * len(text), 120 + 18 * n)
        for n, row in enumerate(rows)
        for text, right in zip(row[1:], rights[1:], strict=True)
    ]
    (table,) = drawn([reading(1, [*head, *body, *(word(row[0], 60, 120 + 18 * n) for n, row in enumerate(rows))])])
    assert table.columns == (("项目",), ("行次",), ("合计",), ("基本支出",))


def head_over(text: str, first: int, last: int, y: float, below: str = "") -> list[Word]:
    """A head of 7 points in the middle over columns 50 points wide, on one line or two; y: its middle."""
    words = []
    for n, line in enumerate(filter(None, (text, below))):
        width, middle = 7.0 * len(line), 40 + 50 * (first + last + 1) / 2
        top = y - 3.5 + (9 * n - 4.5 if below else 0)
        words.append(Word(line, Box(middle - width / 2, top, middle + width / 2, top + 7), 7.0))
    return words


def test_three_levels_of_heads_between_two_rules_head_their_columns() -> None:
    """A three-line table: only rules above and below the header, which tell nothing of its levels."""
    heads = [
        *head_over("科目名称", 0, 0, 93),
        *head_over("合计", 1, 1, 93),
        *head_over("上年结转", 2, 4, 74),
        *head_over("本年收入", 5, 10, 74),
    ]
    heads += [*head_over("小计", 2, 2, 100), *head_over("一般公共预", 3, 3, 100, "算"), *head_over("政府性基金", 4, 4, 100, "预算")]
    heads += [
        *head_over("合计", 5, 5, 100),
        *head_over("财政拨款收入", 6, 8, 88),
        *head_over("财政专户管", 9, 9, 100, "理资金收入"),
        *head_over("事业收入", 10, 10, 100),
    ]
    heads += [*head_over("小计", 6, 6, 107), *head_over("一般公共预算", 7, 7, 107, "拨款"), *head_over("政府性基金", 8, 8, 107, "预算拨款")]
    rows = [("教育支出", 9), ("农林水支出", 8), ("其他支出", 7)]
    body: list[Word] = []
    for n, (name, figure) in enumerate(rows):
        y = 122.0 + 14 * n
        body += [Word(name, Box(42, y, 42 + 7 * len(name), y + 7), 7.0)]
        body += [Word(f"{figure}.{c:02}", Box(92 + 50 * c, y, 106 + 50 * c, y + 7), 7.0) for c in range(10)]
    rules = [Ruling(38, y, 590, y, 0.5) for y in (67, 118, 166)]
    (table,) = drawn([reading(1, [*heads, *body], rules)])
    this, fund = "本年收入", ("本年收入", "财政拨款收入")
    assert table.columns == (
        ("科目名称",),
        ("合计",),
        ("上年结转", "小计"),
        ("上年结转", "一般公共预算"),
        ("上年结转", "政府性基金预算"),
        (this, "合计"),
        (*fund, "小计"),
        (*fund, "一般公共预算拨款"),
        (*fund, "政府性基金预算拨款"),
        (this, "财政专户管理资金收入"),
        (this, "事业收入"),
    )


def test_levels_of_codes_of_which_only_the_last_is_printed_stand_in_columns_of_their_own() -> None:
    """Codes at the left of their columns, 类 款 项 in the middle, close below a head that is none of them."""
    heads = [word("功能分类科目编码", 70, 90), *(word(text, x, 101) for text, x in zip("类款项", (54, 94, 134), strict=True))]
    heads += [word("科目名称", 180, 95), word("本年收入合计", 280, 95)]
    rows = [
        ("201", "", "", "一般公共服务支出"),
        ("", "03", "", "政府办公厅"),
        ("", "", "01", "行政运行"),
        ("", "", "02", "一般行政管理"),
        ("205", "", "", "教育支出"),
    ]
    body = [word(text, x, 120 + 14 * n) for n, row in enumerate(rows) for text, x in zip(row, (42, 82, 122, 162), strict=True) if text]
    figures = [word("12.30", 310, 120 + 14 * n) for n in range(len(rows))]
    (table,) = drawn([reading(1, [*heads, *body, *figures])])
    assert [path[-1] for path in table.columns] == ["类", "款", "项", "科目名称", "本年收入合计"]
    assert texts(table)[1:3] == [["", "03", "", "政府办公厅", "12.30"], ["", "", "01", "行政运行", "12.30"]]


def test_blank_rows_that_rules_part_do_not_end_a_table() -> None:
    rows = [row(120, "教育支出", "3654.87", "3654.87"), row(144, "其他支出", "12.30", "12.30"), row(240, "支出合计", "3667.17", "3667.17")]
    (table,) = drawn([page(rows, [90.0 + 24 * n for n in range(8)])])
    assert texts(table)[-1] == ["支出合计", "3667.17", "3667.17"]
    (table, *_) = drawn([page(rows, [90.0 + 24 * n for n in range(4)])])  # the last rule closes the table
    assert texts(table)[-1] == ["其他支出", "12.30", "12.30"]
