"""Cells of narrow columns whose halves a converter set above and below the line of their row."""

from __future__ import annotations

import pytest
from flattening import reading

from extractor.records import Line
from extractor.tables.flattened import flattened
from extractor.tables.flattened.around import around


def joined(*texts: str) -> str | None:
    row = around([Line(1, n, text) for n, text in enumerate(texts, 1)])
    return row and " ".join(row.text.split())


@pytest.mark.parametrize(
    ("above", "line", "below", "row"),
    [
        ("3,499.1 3,496.4", "合计 2.73", "3 0", "合计 3,499.13 3,496.40 2.73"),
        ("3,499.1 3,496.4", "合计 0.00 --", "3 0", "合计 3,499.13 3,496.40"),  # before, between or behind
        ("20816 1,214.7 1,214.7", "机关服务", "03 4 4", "2081603 机关服务 1,214.74 1,214.74"),
        ("20", "01 09 人大信访工作 4,878.33 -- 4,878.33", "1", "201 01 09 人大信访工作 4,878.33 -- 4,878.33"),
        ("21 国有土地使用权出让收 34,695.2 34,695.2", "08 -- --", "2 入安排的支出 6 6", "212 08 国有土地使用权出让收入安排的支出 34,695.26 34,695.26"),
        ("7,784 523,7 523,7 7,260", ",673. 19.70 19.70 ,953.", "16 46", "7,784,673.16 523,719.70 523,719.70 7,260,953.46"),
        ("98,372 82,120", ",160.3 ,409.2", "8 3", "98,372,160.38 82,120,409.23"),
        ("167,650, 167,650,", "0.00 0.00 0.00", "024.30 024.30", "167,650,024.30 167,650,024.30"),
        # laid out: each cell in its place
        ("         34,695.2            34,695.2", " 城乡社区支出         --           --", "               6                   6", "城乡社区支出 34,695.26 -- 34,695.26 --"),
    ],
)  # fmt: skip
def test_halves_above_and_below_are_one_cell(above: str, line: str, below: str, row: str) -> None:
    assert joined(above, line, below) == row


@pytest.mark.parametrize(
    "lines",
    [
        ("4009541.8", "四、上级补助收入", "4"),  # one cell a line: 4 is a line number
        ("20805", "55.41", "07"),
        ("30", "培训支出", "3"),
        ("1,234.56", "合计 2.73", "3"),  # whole already
        ("年度支出 1,234.", "其中：基本支出，比上年增加", "56"),  # a sentence
        ("3,499.1 3,496.4", "合计 2.7", "3"),
        ("7,784 523,7", ",673. 19.70", "16 46"),
        ("34 - - - -", "5 五、教育支出 35 454.55 454.55 - -", "6"),  # line numbers of rows on either side
    ],
)
def test_what_is_no_row(lines: tuple[str, str, str]) -> None:
    assert joined(*lines) is None


def test_a_table_with_such_rows() -> None:
    text = (
        "支出决算表\n单位：万元\n科目编码 科目名称 本年支出合计 基本支出 项目支出\n3,499.1 1,069.3 2,429.7\n合计\n3 5 8\n1,847.6\n201 一般公共服务支出 881.75 965.93\n8\n"
        "20103 政府办公厅 965.93 965.93\n20104\n发展与改革事务 881.75 881.75\n0\n"
    )
    (table,) = flattened(reading(text), frozenset())
    assert [[cell.text for cell in row] for row in table.rows][:2] == [
        ["", "合计", "3,499.13", "1,069.35", "2,429.78"],
        ["201", "一般公共服务支出", "1,847.68", "881.75", "965.93"],
    ]
    assert table.lines >= set(range(4, 10))
