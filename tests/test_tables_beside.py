"""Columns that a spreadsheet printed on pages of their own, put back beside the others."""

from __future__ import annotations

import pytest

from extractor.tables.drawn import drawn
from tests.drawn_readings import frame, lay, reading, sheet, sheets, word
from tests.texts import texts

LEFT = [["科目编码", "科目名称", "合计"], ["201", "一般公共服务支出", "3.00"], ["20103", "政府办公厅", "3.00"], ["", "合计", "3.00"]]
MORE = [["科目编码", "科目名称", "合计"], ["205", "教育支出", "5.00"], ["20502", "普通教育", "5.00"], ["2050201", "学前教育", "5.00"]]
RIGHT = [["基本支出", "项目支出"], ["1.00", "2.00"], ["1.00", "2.00"], ["1.00", "2.00"]]
OTHER = [["基本支出", "项目支出"], ["", "5.00"], ["", "5.00"], ["", "5.00"]]


@pytest.mark.parametrize("labels", [False, True])
@pytest.mark.parametrize("over_first", [False, True])
def test_columns_on_pages_of_their_own_are_put_beside_the_others(labels: bool, over_first: bool) -> None:
    right = [[*a[:2], *b] if labels else b for a, b in zip(LEFT, RIGHT, strict=True)]
    other = [[*a[:2], *b] if labels else b for a, b in zip(MORE, OTHER, strict=True)]
    order = [LEFT, right, MORE, other] if over_first else [LEFT, MORE, right, other]
    (table,) = drawn(sheets(order))
    assert [path[-1] for path in table.columns] == ["科目编码", "科目名称", "合计", "基本支出", "项目支出"]
    assert texts(table)[0] == ["201", "一般公共服务支出", "3.00", "1.00", "2.00"]
    assert texts(table)[-1] == ["2050201", "学前教育", "5.00", "", "5.00"]
    assert [place.page for place in table.places] == [1, 2, 3, 4]
    assert table.rows[0][3].places[0].page == (2 if over_first else 3)


def test_columns_of_a_page_without_a_header_go_on_those_before() -> None:
    order = [LEFT, MORE[1:] + MORE[1:2], RIGHT, OTHER[1:] + OTHER[1:2]]
    (table,) = drawn(sheets(order))
    assert texts(table)[3] == ["205", "教育支出", "5.00", "", "5.00"]
    assert len(table.rows) == 7


def test_a_page_of_blank_columns_that_was_left_out_leaves_them_blank() -> None:
    order = [LEFT, RIGHT, MORE[1:] + MORE[1:2]]
    (table,) = drawn(sheets(order))
    assert texts(table)[3] == ["205", "教育支出", "5.00", "", ""]


def test_a_title_and_a_head_that_the_edge_of_the_paper_cut_are_put_together() -> None:
    left = [["收入", "<", "支出"], ["项目", "金额", "项目"], ["其他收入", "1.00", "教育支出"], ["总计", "1.00", "总计"]]
    right = [["", "<"], ["合计", "一般公共预算"], ["1.00", "1.00"], ["1.00", "1.00"]]
    first, second = sheet(left, 1, 0, "财政拨款收支"), sheet(right, 2, 20, "预算总表")
    one = reading(1, [*(w for line in first.lines for w in line.words), word("部门：水利局", 60, 105)], first.rulings)
    (table,) = drawn([one, second])
    assert table.title == "财政拨款收支预算总表"
    assert table.columns[2:] == (("支出", "项目"), ("支出", "合计"), ("支出", "一般公共预算"))
    assert texts(table) == [["其他收入", "1.00", "教育支出", "1.00", "1.00"], ["总计", "1.00", "总计", "1.00", "1.00"]]


def test_a_header_divided_otherwise_in_the_columns_of_the_next_page() -> None:
    words, rules = lay([["项目", "<"], ["编码", "名称"], ["201", "公共服务"], ["205", "教育支出"]], [60.0, 160.0, 260.0], 120)
    left = reading(1, [word("部门收入总表", 100, 90), *words], rules)
    words, rules = lay([["1.00"], ["2.00"]], [60.0, 160.0], 160)
    right = reading(2, [word("合计", 100, 135), *words], [*frame(60.0, 120.0, 160.0, 160.0), *rules], 20)
    (table,) = drawn([left, right])
    assert table.columns == (("项目", "编码"), ("项目", "名称"), ("合计",))
    assert texts(table) == [["201", "公共服务", "1.00"], ["205", "教育支出", "2.00"]]


def test_another_table_of_as_many_rows_is_no_column_of_the_one_before() -> None:
    other = [["项目", "预算数"], ["会议费", "1.00"], ["培训费", "2.00"], ["合计", "3.00"]]
    found = drawn([sheet(LEFT, 1, 0, "部门支出总表"), sheet(other, 2, 40, "会议费培训费表")])
    assert [table.title for table in found] == ["部门支出总表", "会议费培训费表"]


def test_a_titled_table_of_rows_as_high_as_those_of_the_page_before_is_another() -> None:
    words, rules = lay(MORE, [60.0, 160.0, 260.0, 360.0], 60)
    further, more = lay(MORE[1:], [60.0, 160.0, 260.0, 360.0], 140)
    second = reading(2, [*words, *further], [*rules, *more], 20)
    other = [["科目编码", "科目名称", "基本支出", "项目支出"], *([*row, "1.00"] for row in MORE[1:])]
    found = drawn([sheet(LEFT, 1, 0, "部门收入总表"), second, sheet(other, 3, 60, "部门支出总表")])
    assert [(table.title, len(table.rows)) for table in found] == [("部门收入总表", 9), ("部门支出总表", 3)]


def test_names_in_columns_on_pages_of_their_own_go_on_where_those_columns_stood() -> None:
    left, right = (
        [["收入", "金额"], ["拨款", "9.00"], ["事业", "1.00"], ["其他", "1.00"]],
        [["支出", "金额"], ["教育", "5.00"], ["住房", "4.00"], ["交通", "2.00"]],
    )
    order = [
        left,
        [["合计", "11.00"], ["结转", "1.00"], ["总计", "12.00"]],
        right,
        [["合计", "11.00"], ["结余", "1.00"], ["总计", "12.00"]],
    ]
    (table,) = drawn(sheets(order))
    assert texts(table)[-2:] == [["结转", "1.00", "结余", "1.00"], ["总计", "12.00", "总计", "12.00"]]


def test_columns_beside_labels_printed_again_go_on_under_the_same_words() -> None:
    left = [["收入", "<", "支出"], ["项目", "决算数", "项目"], ["其他收入", "1.00", "教育支出"], ["事业收入", "1.00", "其他支出"]]
    right = [["收入", "<"], ["项目", "决算数"], ["其他收入", "2.00"], ["事业收入", "3.00"]]
    (table,) = drawn([sheet(left, 1, 0, "收支决算总表"), sheet(right, 2, 20)])
    assert texts(table) == [["其他收入", "1.00", "教育支出", "2.00"], ["事业收入", "1.00", "其他支出", "3.00"]]
    agencies = drawn([sheet(left, 1, 0, "收支决算总表"), sheet([[c.replace("1.00", "2.00") for c in row] for row in left], 2, 20)])
    assert [len(table.columns) for table in agencies] == [3] * len(agencies)


def test_the_halves_of_a_head_on_both_sides_of_the_cut_are_one() -> None:
    left = [
        ["项目", "本年拨款", "<", "财政拨款"],
        ["", "公共预算", "基金", "公共预算"],
        ["培训", "1.00", "", "2.00"],
        ["会议", "1.00", "", "3.00"],
    ]
    right = [["结转结余", "单位资金"], ["基金", ""], ["4.00", "5.00"], ["6.00", "7.00"]]
    (table,) = drawn([sheet(left, 1, 0, "项目支出表"), sheet(right, 2, 20)])
    assert table.columns[3:5] == (("财政拨款结转结余", "公共预算"), ("财政拨款结转结余", "基金"))
    assert table.columns[1:3] == (("本年拨款", "公共预算"), ("本年拨款", "基金"))


def test_a_title_and_its_number_left_behind_at_the_end_of_the_page_before() -> None:
    words, rules = lay(LEFT, [60.0, 160.0, 260.0, 360.0], 120)
    first = reading(1, [word("支出表", 100, 90), *words, word("基本支出表", 100, 300), word("部门公开表6", 300, 320)], rules)
    other = [["科目编码", "科目名称", "合计"], ["301", "工资福利支出", "3.00"], ["30101", "基本工资", "3.00"]]
    words, rules = lay(other, [60.0, 160.0, 260.0, 360.0], 120)
    second = reading(2, [word("编制单位：某局  单位：万元", 60, 100), *words], rules, 40)
    assert [table.title for table in drawn([first, second])] == ["支出表", "基本支出表"]


PANELS = [
    ["人员经费", "<", "公用经费", "<"],
    ["编码", "金额", "编码", "金额"],
    ["301", "5.00", "302", "6.00"],
    ["30101", "5.00", "30201", "6.00"],
]
NEXT_PANEL = [["编码", "金额"], ["310", "7.00"], ["31002", "7.00"]]


def test_the_next_panel_under_the_same_words_begins_below_a_head_that_has_no_frame_there() -> None:
    words, rules = lay(NEXT_PANEL, [160.0, 260.0, 360.0], 140)
    parts = [sheet(PANELS, 1, 0, "基本支出明细表"), reading(2, [word("公用经费", 200, 125), *words], rules, 40)]
    (table,) = drawn(parts)
    assert texts(table) == [["301", "5.00", "302", "6.00", "310", "7.00"], ["30101", "5.00", "30201", "6.00", "31002", "7.00"]]


def test_further_columns_of_each_page_where_the_title_is_printed_on_all_pages() -> None:
    left, more = sheet(LEFT, 1, 0, "部门支出总表"), sheet(MORE, 2, 40, "部门支出总表")
    right, other = sheet(RIGHT, 3, 80), sheet(OTHER, 4, 120)
    (table,) = drawn([left, more, right, other])
    assert [path[-1] for path in table.columns] == ["科目编码", "科目名称", "合计", "基本支出", "项目支出"]
    assert texts(table)[3] == ["205", "教育支出", "5.00", "", "5.00"]


def test_the_next_page_of_rows_under_the_same_words_is_no_further_panel() -> None:
    narrower = [
        ["科目编码", "", "科目名称", "合计"],
        ["207", "", "文化支出", "2.00"],
        ["20701", "", "文化", "2.00"],
        ["20702", "", "文物", "1.00"],
    ]
    words, rules = lay(narrower, [60.0, 110.0, 160.0, 260.0, 360.0], 120)
    tables = drawn([sheet(LEFT, 1, 0, "部门支出总表"), reading(2, words, rules, 40)])
    assert sum(len(table.rows) for table in tables) == 6


def test_a_table_below_the_end_of_another_is_not_put_beside_it_by_a_like_title() -> None:
    edges = [60.0, 160.0, 260.0, 360.0]
    words, rules = lay(LEFT, edges, 120)
    lower, more = lay([["经济科目", "名称", "人员经费"], *LEFT[1:]], edges, 300)
    first = reading(1, [word("支出表", 100, 90), *words], rules)
    second = reading(2, [*words, word("支出表", 100, 270), *lower], [*rules, *more], 40)
    words, rules = lay([["经济科目", "名称", "人员经费"], *MORE[1:]], [50.0, 150.0, 250.0, 350.0], 120)
    tables = drawn([first, second, reading(3, words, rules, 90)])
    assert all(len(table.columns) == 3 for table in tables)
    assert [len(table.rows) for table in tables] == [6, 6]


def test_a_sheet_of_the_same_form_for_another_project_is_no_more_columns_of_the_first() -> None:
    def filled(project: str) -> list[list[str]]:
        entry = ["预算单位", "某县卫健委", "<", "项目名称", project, "<"]
        return [
            entry,
            ["资金", "总额", "480", "其中：拨款", "400", ""],
            ["一级指标", "二级指标", "三级指标", "<", "指标值", "<"],
            ["产出指标", "数量指标", "设备数", "<", "36台", "<"],
        ]

    first, second = drawn(sheets([filled("设备更新"), filled("公共卫生服务")]))
    assert (first.rows[0][4].text, second.rows[0][4].text) == ("设备更新", "公共卫生服务")
