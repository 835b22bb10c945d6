"""Coded tables (收入决算表, 支出决算表) whose borders and blank cells are gone."""

from __future__ import annotations

import pytest
from flattening import Manner, coded_text, reading

from extractor.records import Table
from extractor.tables.flattened import flattened

REVENUE = ("本年收入合计", "财政拨款收入", "上级补助收入", "事业收入", "经营收入", "附属单位上缴收入", "其他收入")
EXPENDITURE = ("本年支出合计", "基本支出", "项目支出", "上缴上级支出", "经营支出", "对附属单位补助支出")
THREE = ("小计", "基本支出", "项目支出")
ROWS = (
    ("", "合计", "741.64", "599.20", "142.44"),
    ("206", "科学技术支出", "538.43", "398.98", "139.45"),
    ("20601", "科学技术管理事务", "398.98", "398.98", ""),
    ("2060101", "行政运行", "187.40", "187.40", ""),
    ("2060199", "其他科学技术管理事务支出", "211.58", "211.58", ""),
    ("20607", "科学技术普及", "139.45", "", "139.45"),
    ("2060702", "科普活动", "98.80", "", "98.80"),
    ("2060705", "科技馆站", "40.65", "", "40.65"),
    ("208", "社会保障和就业支出", "168.39", "168.39", ""),
    ("20805", "行政事业单位养老支出", "168.39", "168.39", ""),
    ("2080505", "机关事业单位基本养老保险缴费支出", "168.39", "168.39", ""),
    ("213", "农林水支出", "2.99", "", "2.99"),
    ("21305", "巩固脱贫攻坚成果衔接乡村振兴", "2.99", "", "2.99"),
    ("2130599", "其他巩固脱贫攻坚成果衔接乡村振兴支出", "2.99", "", "2.99"),
    ("221", "住房保障支出", "31.83", "31.83", ""),
    ("22102", "住房改革支出", "31.83", "31.83", ""),
    ("2210201", "住房公积金", "31.83", "31.83", ""),
)
MANNERS = [
    Manner(),
    Manner(wrap=5, blank_lines=True),
    Manner(wrap=6, centred=True),
    Manner(wrap=7, centred=True, ordinals=False),
    Manner(wrap=8, apart=True, page_every=6),
    Manner(wrap=4, centred=True, page_every=5, blank_lines=True),
    Manner(wrap=10, code_alone=True),
]


def cells(tables: list[Table]) -> dict[tuple[str, str], str]:
    """(code or name, last header word) to text of every filled cell."""
    return {
        (row[0].text or row[1].text, path[-1]): cell.text
        for table in tables
        for row in table.rows
        for path, cell in zip(table.columns[2:], row[2:], strict=True)
        if cell.text
    }


def stated(columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...] = ROWS) -> dict[tuple[str, str], str]:
    return {(code or name, column): value for code, name, *values in rows for column, value in zip(columns, values, strict=False) if value}


@pytest.mark.parametrize("manner", MANNERS, ids=str)
def test_amounts_of_an_expenditure_table_return_to_their_columns(manner: Manner) -> None:
    text = coded_text("支出决算表", EXPENDITURE, ROWS, manner)
    assert cells(flattened(reading(text), frozenset())) == stated(EXPENDITURE)


@pytest.mark.parametrize("manner", MANNERS[:4], ids=str)
def test_wrapped_names_are_joined(manner: Manner) -> None:
    (table,) = flattened(reading(coded_text("一般公共预算财政拨款支出决算表", THREE, ROWS, manner)), frozenset())
    assert [(row[0].text, row[1].text) for row in table.rows] == [row[:2] for row in ROWS]


def test_caption_and_notes_belong_to_the_table() -> None:
    (table,) = flattened(reading(coded_text("收入决算表", REVENUE, ROWS[:1], Manner(), unit="元")), frozenset())
    assert (table.form, table.unit, table.title) == ("revenue_detail", "元", "收入决算表")
    assert table.notes == ("注：本表反映部门本年度取得的各项收入情况。",)


def test_a_contents_list_is_no_table() -> None:
    text = "目录\n一、收入支出决算总表\n二、收入决算表\n三、支出决算表\n第一部分 部门概况\n本部门主要职责是开展科普工作。"
    assert flattened(reading(text), frozenset()) == []


def test_a_row_that_lost_its_amounts_keeps_what_is_printed_and_the_rest_still_adds_up() -> None:
    rows = tuple((code, name, *(("139.45",) if code == "20607" else values)) for code, name, *values in ROWS)
    found = cells(flattened(reading(coded_text("支出决算表", EXPENDITURE, rows, Manner())), frozenset()))
    assert [found.get(("20607", column)) for column in EXPENDITURE[:3]] == ["139.45", None, None]
    assert found[("2060702", "项目支出")] == "98.80"


def test_what_nothing_decides_has_low_confidence() -> None:
    rows = (("206", "科学技术支出", "12.00", "12.00"), ("20607", "科学技术普及", "12.00", "12.00"))
    (table,) = flattened(reading(coded_text("支出决算表", EXPENDITURE, rows, Manner())), frozenset())
    split = [cell for row in table.rows for cell in row[3:] if cell.text]
    assert split and all(cell.confidence <= 0.6 and any(edit.why == "lost_cell" for edit in cell.edits) for cell in split)


def test_a_summary_table_tells_in_which_column_a_total_stands() -> None:
    two = "收入支出决算总表\n公开01表\n单位：万元\n收入 支出\n项目 行次 金额 项目 行次 金额\n一、一般公共预算财政拨款收入 1 220.25一、一般公共服务支出 32\n五、事业收入 5 5.68五、教育支出 36 225.93\n总计 31 225.93 总计 62 225.93\n"
    rows = (("", "合计", "225.93", "220.25", "5.68"), ("205", "教育支出", "225.93", "220.25", "5.68"))
    found = cells(flattened(reading(two + coded_text("收入决算表", REVENUE, rows, Manner())), frozenset()))
    assert found[("合计", "事业收入")] == found[("205", "事业收入")] == "5.68"


def test_codes_in_three_columns_and_glued_names() -> None:
    text = "支出预算总表\n单位：元\n功能分类科目编码 功能分类科目名称 合计 基本支出 项目支出\n类 款 项\n204 公共安全支出 100 60 40\n204 06 司法 100 60 40\n204 06 01 行政运行 60 60 0\n2040604基层司法业务 40 0 40\n合计 100 60 40\n"
    found = cells(flattened(reading(text), frozenset()))
    assert found[("2040601", "基本支出")] == "60"
    assert found[("2040604", "项目支出")] == "40"
    assert found[("合计", "合计")] == "100"


def test_three_panels_of_economic_codes_with_a_lost_code() -> None:
    text = "一般公共预算财政拨款基本支出决算表\n公开06表 单位：万元\n人员经费 公用经费\n科目编\n码\n科目名称 决算数\n301 工资福利支出 130.74 302 商品和服务支出 18.41 307 债务利息及费用支出\n30101 基本工资 39.46 会议费 0.00 30701 国内债务付息\n30102 津贴补贴 91.28 30216 培训费 18.41\n人员经费合计 130.74 公用经费合计 18.41\n"
    found = cells(flattened(reading(text), frozenset()))
    assert found[("30215", "决算数")] == "0.00"
    assert found[("302", "决算数")] == found[("公用经费合计", "决算数")] == "18.41"


def test_codes_in_three_columns_one_cell_a_line() -> None:
    body = "204\n公共安全支出\n100.00\n60.00\n40.00\n204\n06\n司法\n100.00\n60.00\n40.00\n204\n06\n01\n行政运行\n60.00\n60.00\n0.00\n"
    found = cells(
        flattened(reading("支出预算总表\n单位：元\n功能分类科目编码\n功能分类科目名称\n合计\n基本支出\n项目支出\n" + body), frozenset())
    )
    assert found[("20406", "项目支出")] == "40.00"
    assert found[("2040601", "基本支出")] == "60.00"
    assert "06" not in found.values()


@pytest.mark.parametrize("point", [". ", " ."])
def test_amounts_that_ocr_parted_at_the_point(point: str) -> None:
    text = (
        f"收入决算表\n单位：万元\n科目编码\n科目名称\n本年收入合计 财政拨款收入 其他收入\n栏次 1 2 3\n合计 123{point}45 120{point}40 3.05\n"
        f"205 教育支出 123.45 120{point}40 3{point}05\n"
    )
    (table,) = flattened(reading(text), frozenset())
    assert [[cell.text for cell in row[2:]] for row in table.rows] == [["123.45", "120.40", "3.05"]] * 2
