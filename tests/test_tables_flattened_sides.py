"""Two-sided tables and 三公 whose borders and blank cells are gone."""

from __future__ import annotations

import pytest
from flattening import Manner, reading, two_sided_text

from extractor.tables.flattened import flattened
from extractor.tables.flattened.stacks import stacked, with_years

ROWS = (
    ("一、一般公共预算财政拨款收入", "1", "741.64", "一、一般公共服务支出", "32", ""),
    ("二、政府性基金预算财政拨款收入", "2", "", "二、外交支出", "33", ""),
    ("三、上级补助收入", "3", "0.00", "三、教育支出", "34", "0.73"),
    ("", "4", "", "四、卫生健康支出", "35", "31.83"),
    ("", "5", "", "五、科学技术支出", "36", "709.08"),
    ("本年收入合计", "6", "741.64", "本年支出合计", "37", "741.64"),
    ("年初结转和结余", "7", "", "年末结转和结余", "38", ""),
    ("总计", "8", "741.64", "总计", "39", "741.64"),
)
STATED = {
    ("收入", "一、一般公共预算财政拨款收入", "741.64"), ("收入", "三、上级补助收入", "0.00"), ("支出", "三、教育支出", "0.73"),
    ("支出", "四、卫生健康支出", "31.83"), ("支出", "五、科学技术支出", "709.08"), ("收入", "本年收入合计", "741.64"),
    ("支出", "本年支出合计", "741.64"), ("收入", "总计", "741.64"), ("支出", "总计", "741.64"),
}  # fmt: skip


def amounts(text: str) -> set[tuple[str, str, str]]:
    """(half, label, amount) of every filled amount cell."""
    (table,) = flattened(reading(text), frozenset())
    labels = {path[0]: i for i, path in enumerate(table.columns) if path[-1] == "项目"}
    return {
        (path[0], row[labels[path[0]]].text, cell.text)
        for row in table.rows
        for path, cell in zip(table.columns, row, strict=True)
        if cell.text and path[-1] not in ("项目", "行次")
    }


@pytest.mark.parametrize("manner", [Manner(), Manner(glued=True, blank_lines=True), Manner(wrap=10), Manner(wrap=8, glued=True)], ids=str)
def test_line_numbers_are_no_amounts(manner: Manner) -> None:
    header = ["项目 行次 金额 项目 行次 金额", "栏次 1 栏次 2"]
    assert amounts(two_sided_text("收入支出决算总表", header, ROWS, manner)) == STATED


@pytest.mark.parametrize("manner", [Manner(), Manner(glued=True)], ids=str)
def test_without_line_numbers_a_label_tells_the_half(manner: Manner) -> None:
    rows = [[cell for i, cell in enumerate(row) if i not in (1, 4)] for row in ROWS]
    assert amounts(two_sided_text("部门收支总表", ["项目 预算数 项目 预算数"], rows, manner)) == STATED


def test_three_public_by_two_identities() -> None:
    header = "预算数 决算数\n合计\n因公出国\n（境）费\n公务用车购置及运行费\n公务接待费\n小计\n公务用车\n购置费\n公务用车\n运行费\n"
    text = (
        "一般公共预算财政拨款“三公”经费支出决算表\n公开07表\n单位：万元\n"
        + header
        + "1 2 3 4 5 6 7 8 9 10 11 12\n4.1 3.5 3.5 0.6 0.81 0.67 0.67 0.14\n"
    )
    (table,) = flattened(reading(text), frozenset())
    found = {path: cell.text for path, cell in zip(table.columns, table.rows[0], strict=True) if cell.text}
    assert len(table.columns) == 12
    assert {path[0]: text for path, text in found.items() if path[-1] == "合计"} == {"预算数": "4.1", "决算数": "0.81"}
    assert [text for path, text in found.items() if "接待" in path[-1]] == ["0.6", "0.14"]
    assert not [path for path in found if "出国" in path[-1] or path[-1].endswith("购置费")]


def test_a_table_of_dashes_is_empty() -> None:
    header = ["项目 行次 金额 项目 行次 金额"]
    (table,) = flattened(
        reading(two_sided_text("收入支出决算总表", header, [("一、事业收入", "1", "—", "一、外交支出", "32", "—")], Manner())), frozenset()
    )
    assert table.empty


def test_labels_without_amounts_side_by_side_are_two() -> None:
    rows = [
        ("本年收入合计", "10.00", "本年支出合计", "10.00"),
        ("使用非财政拨款结余", "", "结余分配", ""),
        ("年初结转和结余", "1.00", "年末结转和结余", "1.00"),
    ]
    found = amounts(two_sided_text("收入支出决算总表", ["项目 决算数 项目 决算数"], rows, Manner()))
    assert ("收入", "年初结转和结余", "1.00") in found and ("支出", "年末结转和结余", "1.00") in found


def test_three_public_beside_operating_funds_in_a_scrambled_header() -> None:
    text = "2026年单位“三公”经费和机关运行经费预算表\n编制单位：某区司法局 单位:万元\n“三公”经费预算数\n机关运行经费预算\n数\n合计 因公出国(境)费 公务接待费\n公务用车购置及运行费\n小计 购置费 运行费\n10.71 0.00 0.73 9.98 0.00 9.98 184.59\n"
    (table,) = flattened(reading(text), frozenset())
    assert [cell.text for cell in table.rows[0]] == ["10.71", "0.00", "0.73", "9.98", "0.00", "9.98", "184.59"]
    assert [path[-1] for path in table.columns][:1] == ["合计"] and "机关运行经费" in table.columns[-1][-1]


def test_three_public_in_pairs_of_budget_and_final_with_blanks_lost() -> None:
    heads = "合计 因公出国（境）费 公务用车购置及运行费 公务接待费\n小计 购置费 运行费\n" + "预算数 决算数 " * 6
    text = "财政拨款“三公”经费支出决算表\n单位：万元\n" + heads.strip() + "\n4.10 0.81 3.50 0.67 3.50 0.67 0.60 0.14\n"
    (table,) = flattened(reading(text), frozenset())
    found = {(path[-2], path[-1]): cell.text for path, cell in zip(table.columns, table.rows[0], strict=True) if cell.text}
    assert found[("合计", "决算数")] == "0.81" and found[("公务接待费", "决算数")] == "0.14" and found[("小计", "预算数")] == "3.50"


BROKEN = """
财政拨款收入支出决算总表
单位：元
收入 支出
项目 行
次
金额 项目 行
次
金额
小计
栏次 1 栏次 2 3 4 5
一、一般公共预算财政
拨款 1 700.54 一、一般公共服务支出 3
2
100.00 100.00
二、政府性基金预算财政
拨款 2 12.00 二、外交支出 3
3
3 三、国防支出 3
4
4 四、公共安全支
出 3
5
612.00
600.00 12.00
5 五、教育支出 3
6
本年收入合计 6 712.54 本年支出合计 3
7
712.00 700.00 12.00
年初财政拨款结转和结余 7 0.00 年末财政拨款结转和结余 3
8
0.54 0.54
总计 8 712.54 总计 3
9
712.54 700.54 12.00
"""


def test_broken_line_numbers_and_cells_below_one_another() -> None:
    (table,) = flattened(reading(BROKEN), frozenset())
    assert [path[-1] for path in table.columns if path[0] == "支出"][2:] == [
        "小计", "一般公共预算财政拨款", "政府性基金预算财政拨款", "国有资本经营预算财政拨款",
    ]  # fmt: skip
    right = {row[3].text: [cell.text for cell in row[4:]] for row in table.rows}
    assert right["四、公共安全支出"] == ["35", "612.00", "600.00", "12.00", ""]
    assert right["一、一般公共服务支出"] == ["32", "100.00", "100.00", "", ""]


def test_an_amount_glued_to_a_label_that_begins_with_a_year() -> None:
    (table,) = flattened(
        reading("""
收入支出决算总表
单位：万元
收入 支出
项目 行次 决算数 项目 行次 决算数
一、财政拨款收入 1 7.00一、教育支出 4 7.00
本年收入合计 2 7.00本年支出合计 5 7.00
年初结转和结余 3 0.54年末结转和结余 6 0.54
"""),
        frozenset(),
    )
    assert [cell.text for cell in table.rows[-1]] == ["年初结转和结余", "3", "0.54", "年末结转和结余", "6", "0.54"]


def test_one_cell_a_line_with_blank_labels_is_parted_by_its_line_numbers() -> None:
    stream = [
        "收入支出决算总表",
        "单位：万元",
        "收入",
        "支出",
        "项目",
        "行次",
        "决算数",
        "项目",
        "行次",
        "决算数",
        "栏次",
        "1",
        "栏次",
        "2",
    ]
    for totals in (3, 0):  # totals often have no line numbers
        rows = [*ROWS[: len(ROWS) - totals], *((a, "", b, c, "", d) for a, _, b, c, _, d in ROWS[len(ROWS) - totals :])]
        assert amounts("\n".join([*stream, *(cell for row in rows for cell in row if cell)])) == STATED


def test_blocks_of_two_years_whose_digits_stand_apart() -> None:
    items, parts = "合计 因公出国（境）费 公务用车购置及运行维护费 公务接待费", "小计 公务用车购置费 公务用车运行维护费"
    text = f"一般公共预算“三公”经费支出表\n单位：万元\n2022 年预算数 2023 年预算数\n{items} {items}\n{parts} {parts}\n"
    (table,) = flattened(reading(text + "295.40 183.02 183.02 112.38 268.56 166.39 166.39 102.16\n"), frozenset())
    assert len(table.columns) == 12 and len(table.rows) == 1
    assert table.columns[0][0] == "2022年预算数" and table.columns[6][0] == "2023年预算数"
    assert [cell.text for cell in table.rows[0]][6::5] == ["268.56", "102.16"]


def test_years_of_a_laid_out_header_are_whole_and_in_their_places() -> None:
    text = with_years("        2022 年预算数              2023 年预算数")
    assert text == "         2022年预算数               2023年预算数"
    below = "  合计        小计        合计        小计"
    assert [word for word in stacked([text, below]) if "年" in word] == ["2022年预算数小计", "2023年预算数小计"]


HALF = "项目 行次 决算数\n栏次 {0}\n" + "{1}\n本年{2}合计 {3} 10.00\n{2}总计 {4} 10.00\n"


def test_halves_on_pages_of_their_own_keep_their_line_numbers() -> None:
    left = "一、一般公共预算财政拨款收入 1 9.00\n二、政府性基金预算财政拨款收入 2 1.00\n三、事业收入 3 -\n" + "\n".join(
        map(str, range(4, 10))
    )
    right = "一、一般公共服务支出 12 -\n二、外交支出 13 -\n三、国防支出 14 8.00\n四、公共安全支出 15 2.00\n" + "\n".join(
        map(str, range(16, 21))
    )
    head = "收入支出决算总表\n单位：万元\n"
    text = head + "收入\n" + HALF.format(1, left, "收入", 10, 11) + head + "支出\n" + HALF.format(2, right, "支出", 21, 22)
    found = flattened(reading(text), frozenset())
    rows = [[cell.text for cell in row if cell.text] for table in found for row in table.rows]
    assert ["一、一般公共预算财政拨款收入", "1", "9.00"] in rows and ["本年收入合计", "10", "10.00"] in rows
    assert ["三、国防支出", "14", "8.00"] in rows and ["本年支出合计", "21", "10.00"] in rows


def test_the_total_of_the_funds_heads_no_amounts_of_the_left_half() -> None:
    """A row of the left half has a number too many: the column of the funds' total is none of its columns."""
    lines = (
        "一、一般公共预算财政拨款 1 9.00 4 一、教育支出 32 8.00 7.00 1.00\n二、政府性基金预算财政拨款 2 1.00 二、外交支出 33 2.00 2.00\n"
    )
    heads = "收入 支出\n项目 行次 金额 项目 行次 金额\n小计 一般公共预算财政拨款 政府性基金预算财政拨款\n"
    text = f"财政拨款收入支出决算总表\n单位：元\n{heads}{lines}本年收入合计 3 10.00 本年支出合计 34 10.00 9.00 1.00\n"
    (table,) = flattened(reading(text), frozenset())
    assert [path[-1] for path in table.columns if path[-1] == "小计"] == ["小计"]
