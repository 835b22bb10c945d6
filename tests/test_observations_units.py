"""The money unit of tables that print none."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tables_by_hand import report, table

from extractor.observations.units import units
from extractor.records import Division, Paragraph, Section

COLUMNS = "科目编码|科目名称|合计|基本支出|项目支出"
IN_YUAN = ("205|教育支出|14,907,312.20|8,506,076.33|6,401,235.87", "221|住房保障支出|744,009.78|744,009.78|0.00")
IN_MILLIONS = ("205|教育支出|1,490.73|850.61|640.12", "221|住房保障支出|74.40|74.40|0.00")


def telling(text: str) -> Division:
    return replace(report(), sections=(Section("s1", None, 1, None, "情况说明", 1, (Paragraph(text, ()),)),))


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("教育支出1490.73万元，其中项目支出640.12万元，住房保障支出74.40万元。", "元"),
        ("教育支出1490.73万元。", "万元"),  # one amount may be the same by chance
        ("教育支出0.15亿元，项目支出0.06亿元。", "万元"),  # and amounts of one or two digits are
        ("没有支出。", "万元"),
    ],
)
def test_the_unit_under_which_the_text_tells_the_same_amounts(text: str, unit: str) -> None:
    assert units([table("支出决算表", COLUMNS, *IN_YUAN, unit=None)], telling(text)) == [unit]


def test_the_unit_under_which_other_tables_print_the_same_amounts() -> None:
    tables = [table("收入决算表", COLUMNS, *IN_MILLIONS), table("支出决算表", COLUMNS, *IN_YUAN, unit=None)]
    assert units(tables, report()) == ["万元", "元"]


def test_one_table_in_another_unit_than_all_others_where_only_the_text_says_so() -> None:
    three = table("“三公”经费支出表", "合计|公务接待费|公务用车运行维护费", "114.22|10.46|103.76", unit=None)
    tables = [table("支出决算表", COLUMNS, *IN_YUAN, unit="元"), three]
    assert units(tables, telling("“三公”经费114.22万元，其中公务用车运行维护费103.76万元。")) == ["元", "万元"]
    assert units(tables, report()) == ["元", "元"]


def test_what_no_agency_spends_is_printed_in_yuan() -> None:
    rows = ("205|教育支出|149,073,122.20|85,060,763.33|64,012,358.87",)
    assert units([table("支出决算表", COLUMNS, *rows, unit=None)], report()) == ["元"]


def test_round_amounts_may_be_the_same_by_chance() -> None:
    rows = ("205|教育支出|1,000,000|700,000|300,000",)
    assert units([table("支出决算表", COLUMNS, *rows, unit=None)], telling("会议费100.00万元，培训费70.00万元。")) == ["万元"]
