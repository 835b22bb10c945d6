"""Tables as office programs print them without upright rules, or without any: columns by words and figures, broken figures."""

from __future__ import annotations

import pytest

from extractor.records import Ruling
from extractor.tables.drawn import drawn
from tests.drawn_readings import reading, word
from tests.texts import texts


def flat(y: float, left: float, right: float) -> Ruling:
    return Ruling(left, y, right, y, 0.5)


def test_a_broken_figure_whose_rest_could_be_a_figure_is_one_figure() -> None:
    words = [word("支出决算表", 100, 60), *(word(text, x, 100) for text, x in (("项目", 64), ("预算数", 180), ("决算数", 300)))]
    for n, name in enumerate(("教育支出", "住房支出")):
        y = 125 + 40 * n
        words += [word(name, 64, y + 6), word("0.50", 310, y + 6), word("167,859,04", 160, y), word("4.13", 190, y + 11)]
    (table,) = drawn([reading(1, words)])
    assert texts(table) == [[name, "167,859,044.13", "0.50"] for name in ("教育支出", "住房支出")]


def test_the_first_line_of_a_broken_figure_right_below_the_header_is_none_of_its_words() -> None:
    words = [word("支出决算表", 100, 60), *(word(text, x, 100) for text, x in (("项目", 64), ("预算数", 180), ("决算数", 300)))]
    words += [word("1,748,643,34", 150, 114), word("合计", 64, 128), word("0.08", 190, 128), word("9.00", 310, 128)]
    words += [word("839,738,021.", 150, 142), word("公共安全", 64, 156), word("69", 200, 156), word("3.00", 310, 156)]
    (table,) = drawn([reading(1, words)])
    assert table.columns == (("项目",), ("预算数",), ("决算数",))
    assert texts(table) == [["合计", "1,748,643,340.08", "9.00"], ["公共安全", "839,738,021.69", "3.00"]]


def test_columns_that_no_row_fills_both_have_a_head_each() -> None:
    heads = (("科目名称", 64), ("合计", 200), ("人员经费", 290), ("公用经费", 390))
    words = [word("基本支出表", 100, 60), *(word(text, x, 100) for text, x in heads)]
    rows = (("工资", "94.02", "94.02", ""), ("医疗费", "7.11", "7.11", ""), ("办公费", "41.65", "", "41.65"))
    for n, row in enumerate(rows):
        words += [word(text, x, 125 + 20 * n) for text, x in zip(row, (64, 215, 320, 445), strict=True) if text]
    (table,) = drawn([reading(1, words)])
    assert texts(table) == [list(row) for row in rows]


@pytest.mark.parametrize("closed", [False, True])
def test_blank_rows_above_the_total_are_of_the_table_where_a_rule_closes_it(closed: bool) -> None:
    words = [word("支出决算表", 100, 60), *(word(text, x, 100) for text, x in (("项目", 64), ("预算数", 180), ("决算数", 300)))]
    for y, row in (
        (120, ("教育支出", "4.00", "5.00")),
        (140, ("住房支出", "1.00", "2.00")),
        (240, ("本年合计", "5.00", "7.00")),
        (260, ("总计", "5.00", "7.00")),
    ):
        words += [word(text, x, y) for text, x in zip(row, (64, 190, 310), strict=True)]
    rules = [flat(y, 60, 400) for y in (95, 115, 275)][: 3 if closed else 2]
    assert len(texts(drawn([reading(1, words, rules)])[0])) == (4 if closed else 2)


def test_numbers_of_columns_that_figures_and_heads_show_already_are_no_columns_of_their_own() -> None:
    heads = [("合计", 70), ("因公出国（境）费", 112), ("公务接待费", 240)]
    words = [word("“三公”经费支出决算表", 100, 60), *(word(text, x, 100) for text, x in heads)]
    words += [word(text, x, 120) for text, x in (("1", 77), ("2", 152), ("3", 262))]
    words += [word(text, x, y) for y in (140, 160) for text, x in (("90.07", 89), ("0.00", 170), ("90.07", 285))]
    (table,) = drawn([reading(1, words)])
    assert table.columns == (("合计",), ("因公出国（境）费",), ("公务接待费",))
    assert texts(table) == [["90.07", "0.00", "90.07"]] * 2


@pytest.mark.parametrize("open_top", [False, True])
def test_level_rules_that_begin_further_right_part_what_stands_right_of_labels_over_several_rows(open_top: bool) -> None:
    rows = [["项目名称", "道路维修", "", "", ""], ["指标", "一级指标", "三级指标", "指标值", "得分"]]
    rows += [["", "产出指标", "维修里程", "12公里", "10"], ["", "", "验收合格率", "100%", "9.5"], ["", "", "按期完成率", "95%", "20"]]
    rows += [["", "效益指标", "事故下降率", "5%", "8"], ["", "", "群众满意度", "90%", "10"], ["总分", "", "", "", "57.5"]]
    xs, starts = (64, 134, 234, 364, 444), (60, 60, 130, 230, 230, 130, 230, 60, 60)
    words = [word("项目支出绩效自评表", 150, 70)]
    words += [word(text, x, 105 + 20 * r) for r, row in enumerate(rows) for text, x in zip(row, xs, strict=True) if text]
    rules = [flat(100 + 20 * n, start, 500) for n, start in enumerate(starts)]
    (table,) = drawn([reading(1, words, rules[open_top:])])
    assert texts(table) == rows
    assert (table.rows[2][1].row_span, table.rows[5][1].row_span, table.rows[1][0].row_span) == (3, 2, 6)


def test_a_row_of_dashes_set_closely_below_another_is_a_row_of_its_own() -> None:
    words = [word("“三公”经费支出情况表", 100, 60), *(word(text, x, 100) for text, x in (("项目", 64), ("预算数", 200), ("决算数", 300)))]
    for y, row in ((115, ("合计", "0.14", "0.15")), (130, ("公务用车运行维护费", "0.14", "0.15")), (142, ("公务接待费", "—", "—"))):
        words += [word(text, x, y) for text, x in zip(row, (64, 210, 310), strict=True)]
    (table,) = drawn([reading(1, words)])
    assert texts(table)[1:] == [["公务用车运行维护费", "0.14", "0.15"], ["公务接待费", "—", "—"]]


def test_levels_of_codes_with_a_level_a_row_stand_under_their_heads_though_these_stand_in_the_middle_of_theirs() -> None:
    heads = (("类", 80), ("款", 118), ("项", 156), ("科目名称", 230), ("决算数", 380))
    words = [word("支出决算表", 100, 60), *(word(text, x, 100) for text, x in heads)]
    rows = (("208", 69, "社会保障和就业支出"), ("05", 105, "养老支出"), ("01", 141, "离退休"), ("02", 141, "事业单位离退休"))
    for n, (code, x, name) in enumerate(rows):
        words += [word(code, x, 125 + 20 * n), word(name, 200, 125 + 20 * n), word(f"{n + 1}.00", 390, 125 + 20 * n)]
    (table,) = drawn([reading(1, words, [flat(y, 60, 440) for y in (95, 115, 205)])])
    assert [row[:3] for row in texts(table)] == [["208", "", ""], ["", "05", ""], ["", "", "01"], ["", "", "02"]]
