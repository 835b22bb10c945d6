"""Manners of printing: heads wrapped beside one another, one cell a line, names around their amounts, titles at the foot."""

from __future__ import annotations

import math
from decimal import Decimal

from flattening import reading

from extractor.records import Line, Reading, Table
from extractor.tables.flattened import flattened
from extractor.tables.flattened.solve import Row, Scheme, solve


def only(text: str) -> Table:
    """The one table of the text."""
    (table,) = flattened(reading(text), frozenset())
    return table


def cells(table: Table) -> list[dict[tuple[str, ...], str]]:
    """Each row as column to text, blank cells left out."""
    return [{path: cell.text for path, cell in zip(table.columns, row, strict=True) if cell.text} for row in table.rows]


def test_a_head_wrapped_below_its_neighbours_is_one_word() -> None:
    table = only(
        "收入决算表\n单位：万元\n项目\n附属单位\n本年收入合计 财政拨款收入 上级补助收入 事业收入 经营收入 其他收入\n功能分类\n上缴收入\n"
        "科目名称\n科目编码\n合计 10.00 9.00 1.00\n201 一般公共服务支出 10.00 9.00 1.00\n20101 人大事务 10.00 9.00 1.00\n注：略。"
    )
    assert [path[-1] for path in table.columns[2:]] == [
        "本年收入合计", "财政拨款收入", "上级补助收入", "事业收入", "经营收入", "附属单位上缴收入", "其他收入",
    ]  # fmt: skip


def test_funds_wrapped_side_by_side_keep_their_columns() -> None:
    table = only(
        "财政拨款收入支出决算总表\n单位：万元\n收入 支出\n一般公共 政府性基 国有资本\n项目 决算数 项目 合计 预算财政 金预算财 经营预算\n"
        "拨款 政拨款 财政拨款\n一、一般公共预算财政拨款 5.50 一、一般公共服务支出\n二、政府性基金预算财政拨款 2.00 二、外交支出\n"
        "三、教育支出 5.50 5.50\n四、城乡社区支出 2.00 2.00\n本年收入合计 7.50 本年支出合计 7.50 5.50 2.00\n总计 7.50 总计 7.50 5.50 2.00\n注：略。"
    )
    total = cells(table)[-1]
    assert {path[-1]: text for path, text in total.items() if path[0] == "支出"} == {
        "项目": "总计", "合计": "7.50", "一般公共预算财政拨款": "5.50", "政府性基金预算财政拨款": "2.00",
    }  # fmt: skip


def test_a_name_goes_on_below_the_line_of_its_amounts() -> None:
    table = only(
        "一般公共预算财政拨款支出决算表\n单位：万元\n项目\n合计 基本支出 项目支出\n功能分类\n科目名称\n科目编码\n208 社会保障和就业支出 4.00 4.00\n"
        "行政事业单位养老支\n20805 4.00 4.00\n出\n机关事业单位基本养老保险缴费\n2080505 4.00 4.00\n支出\n注：略。"
    )
    assert [row[1].text for row in table.rows] == ["社会保障和就业支出", "行政事业单位养老支出", "机关事业单位基本养老保险缴费支出"]


def test_a_name_of_the_left_panel_goes_on_below_both() -> None:
    table = only(
        "一般公共预算财政拨款基本支出决算表\n单位：万元\n科目编码 科目名称 决算数 科目编码 科目名称 决算数\n301 工资福利支出 7.00 302 商品和服务支出 1.00\n"
        "机关事业单位基本养老保\n30108 7.00 30201 办公费 1.00\n险缴费\n30114 医疗费 30202 印刷费\n注：略。"
    )
    names = {row[0].text: row[1].text for row in table.rows}
    assert (names["30108"], names["30114"]) == ("机关事业单位基本养老保险缴费", "医疗费")


def test_column_numbers_one_below_another_are_head() -> None:
    table = only(
        "收入决算表\n单位：万元\n项目\n本年收入合计\n财政拨款收入\n其他收入\n科目编码\n科目名称\n栏次\n1\n2\n3\n合计\n9.50\n9.00\n0.50\n"
        "204\n公共安全支出\n9.50\n9.00\n0.50\n注：略。"
    )
    assert [[cell.text for cell in row[2:]] for row in table.rows] == [["9.50", "9.00", "0.50"]] * 2


def test_a_head_printed_again_is_no_row() -> None:
    head = "项目\n本年收入合计\n财政拨款收入\n科目编码\n科目名称\n栏次\n1\n2\n"
    table = only(
        f"收入决算表\n单位：万元\n{head}合计\n9.00\n9.00\n204\n公共安全支出\n8.00\n8.00\n{head}229\n其他支出\n1.00\n1.00\n注：略。"
    )
    assert [row[0].text for row in table.rows] == ["", "204", "229"]


def test_two_sides_with_one_cell_a_line() -> None:
    table = only(
        "收入支出决算总表\n单位：万元\n收入\n支出\n项目\n行次\n决算数\n项目\n行次\n决算数\n一、一般公共预算财政拨款收入\n1\n7.00\n一、一般公共服务支出\n33\n"
        "二、政府性基金预算财政拨款收入\n2\n二、教育支出\n34\n7.00\n本年收入合计\n7.00\n本年支出合计\n7.00\n总\n计\n7.00\n总\n计\n7.00\n注：略。"
    )
    amounts = [{path[0]: text for path, text in row.items() if path[-1] not in ("项目", "行次")} for row in cells(table)]
    assert amounts == [{"收入": "7.00"}, {"支出": "7.00"}, {"收入": "7.00", "支出": "7.00"}, {"收入": "7.00", "支出": "7.00"}]


def test_totals_without_line_numbers_have_two_sides() -> None:
    table = only(
        "收入支出决算总表\n单位：万元\n项目 行次 决算数 项目 行次 决算数\n一、一般公共预算财政拨款收入 1 7.00 一、一般公共服务支出 33\n"
        "二、政府性基金预算财政拨款收入 2 二、教育支出 34 7.00\n本年收入合计 7.00 本年支出合计 7.00\n注：略。"
    )
    assert [cell.text for cell in table.rows[-1] if cell.text] == ["本年收入合计", "7.00", "本年支出合计", "7.00"]


def test_a_wrapped_label_of_either_half_stands_around_its_amounts() -> None:
    table = only(
        "部门收支总表\n单位：万元\n收入 支出\n项目 预算数 项目 预算数\n一、一般公共预算财政拨款收\n入\n7.00 一、一般公共服务支出\n"
        "二、资源勘探工业信息等\n7.00\n支出\n收入总计 7.00 支出总计 7.00\n注：略。"
    )
    rows = [[cell.text for cell in row if cell.text] for row in table.rows]
    assert ["一、一般公共预算财政拨款收入", "7.00", "一、一般公共服务支出"] in rows
    assert ["二、资源勘探工业信息等支出", "7.00"] in rows


def test_three_public_within_a_wider_total() -> None:
    table = only(
        "“三公”经费、会议费、培训费支出预算表\n单位：万元\n“三公”经费\n公务用车购置及运行维护费\n合计 会议费 培训费\n因公出国\n小计 公务接待费\n"
        "（境）费\n公务用车购 公务用车运行\n小计\n置费 维护费\n19.00 9.00 2.00 5.00 5.00 2.00 7.00 3.00\n"
    )
    (row,) = cells(table)
    found = {path[-2:] if path[-1] == "小计" else path[-1:]: text for path, text in row.items()}
    assert found[("“三公”经费", "小计")] == "9.00"
    assert (found[("因公出国(境)费",)], found[("公务用车运行维护费",)], found[("会议费",)]) == ("2.00", "5.00", "7.00")


def test_other_parts_before_the_vehicles_by_their_sum() -> None:
    table = only(
        "“三公”经费和机关运行经费预算表\n单位:万元\n“三公”经费预算数\n机关运行经费预算\n公务用车购置及运行费\n数\n合计 因公出国(境)费 公务接待费\n"
        "小计 购置费 运行费\n10.71 0.00 0.73 9.98 0.00 9.98 184.59\n"
    )
    (row,) = cells(table)
    assert [text for path, text in row.items() if "接待" in path[-1]] == ["0.73"]
    assert [text for path, text in row.items() if path[-1] == "小计"] == ["9.98"]


def test_titles_at_the_foot_of_their_pages() -> None:
    pages = [
        ["单位：万元", "科目编码 科目名称 合计 基本支出 项目支出", "201 一般公共服务支出 7.00 5.00 2.00", "支出预算总表"],
        ["单位：万元", "科目编码 科目名称 金额", "合计 5.00", "301 工资福利支出 5.00", "一般公共预算基本支出预算表"],
    ]
    numbered = iter(range(1, 99))
    readings = tuple(
        Reading(page, "plain_text", tuple(Line(page, next(numbered), text) for text in lines)) for page, lines in enumerate(pages, 1)
    )
    first, second = flattened(readings, frozenset())
    assert (first.form, [row[0].text for row in first.rows]) == ("expenditure_detail", ["201"])
    assert (second.form, [row[0].text for row in second.rows]) == ("general_budget_basic_expenditure", ["", "301"])


def test_strong_evidence_for_many_rows_stays_a_number() -> None:
    rows = [Row((Decimal(200),) * 2, ("200", "200")), *(Row((Decimal(1), Decimal(1)), ("1", "1"), 0) for _ in range(200))]
    placed = solve(rows, Scheme(4, ((0, ((1, 1), (2, 1), (3, 1))),), (0.9, 0.5, 0.1, 0.1)), lambda *_: 1000.0)
    assert all(math.isfinite(sure) for where in placed for sure in where.confidence)


def test_what_a_total_holds_has_a_part() -> None:
    """0.01 of other funds are within the rounding of nothing; they still come from the row that is 0.01 in all."""
    rows = [
        Row((Decimal("9.01"), Decimal("9.00"), Decimal("0.01")), ("9.01", "9.00", "0.01")),
        Row((Decimal("9.00"), Decimal("9.00")), ("9.00", "9.00"), 0),
        Row((Decimal("0.01"), Decimal("0.01")), ("0.01", "0.01"), 0),
    ]
    placed = solve(rows, Scheme(3, ((0, ((1, 1), (2, 1))),), (0.99, 0.9, 0.1)))
    assert [where.columns for where in placed] == [(0, 1, 2), (0, 1), (0, 2)]


def test_items_printed_below_their_amounts_leave_a_table_without_columns() -> None:
    table = only("一般公共预算财政拨款“三公”经费支出决算表\n单位：万元\n预算数\n5.00\n3.00\n注：略。")
    assert table.form == "three_public"


def test_titles_at_the_foot_of_pages_without_form_feeds() -> None:
    gap = "\n\n\n\n\n"
    pages = (
        "单位：万元\n\n科目编码\n\n科目名称\n\n金额\n\n合计 5.00\n\n205 教育支出 5.00\n\n20502 普通教育 5.00\n\n财政拨款支出预算表",
        "单位：元\n\n科目编码\n\n科目名称\n\n金额\n\n合计 3.00\n\n301 工资福利支出 3.00\n\n30101 基本工资 3.00\n\n一般公共预算基本支出预算表",
    )
    tables = flattened(reading(gap.join(pages)), frozenset())
    assert [(table.form, table.unit, len(table.rows)) for table in tables] == [
        ("appropriation_expenditure", "万元", 3), ("general_budget_basic_expenditure", "元", 3),
    ]  # fmt: skip


def test_a_title_that_names_its_fund_behind_财政拨款_is_the_form_of_the_fund() -> None:
    table = only("财政拨款一般公共预算支出表\n单位：万元\n科目编码 科目名称 合计 基本支出 项目支出\n205 教育支出 5.00 3.00 2.00")
    assert table.form == "general_budget_expenditure"


HEAD = "支出决算表\n单位：元\n科目编码 科目名称 本年支出合计 基本支出 项目支出\n"


def test_last_digits_of_amounts_below_them_are_theirs_where_amounts_have_two_decimals() -> None:
    table = only(
        HEAD
        + "合计 9375.10 9345.00 30.10\n205 教育支出 7000.10 7000.00 0.10\n208\n社会保障和就业\n支出\n2375.0\n0\n2345.0\n0 30.00\n注：略。"
    )
    assert [cell.text for cell in table.rows[2]] == ["208", "社会保障和就业支出", "2375.00", "2345.00", "30.00"]
    table = only(HEAD + "合计 9375.1 9345 30.1\n205 教育支出 9375.1\n9\n注：略。")
    assert [cell.text for cell in table.rows[1]][2] == "9375.1"


def test_a_code_cut_over_two_lines_is_one() -> None:
    table = only(HEAD + "20\n5 教育支出 5.00 3.00 2.00\n20\n5 02 普通教育 5.00 3.00 2.00\n205 02 01 学前教育 5.00 3.00 2.00")
    assert [(row[0].text, row[1].text) for row in table.rows] == [("205", "教育支出"), ("20502", "普通教育"), ("2050201", "学前教育")]
    table = only(HEAD + "205\n教育支出\n5.00\n3.00\n2.00\n205020\n1\n学前\n教育\n5.00\n3.00\n2.00")
    assert [(row[0].text, row[1].text) for row in table.rows] == [("205", "教育支出"), ("2050201", "学前教育")]


def test_a_stray_number_in_a_row_makes_no_column() -> None:
    rows = "合计 5.00 3.00 2.00\n205 教育支出 5.00 3.00 2.00\n20502 普通教育 5.00 3.00 2.00 7\n20503 职业教育 1.00 1.00 0.00 8\n20504 成人教育 1.00 1.00 0.00"
    assert [path[-1] for path in only(HEAD + rows).columns[2:]] == ["本年支出合计", "基本支出", "项目支出"]


def test_agency_and_unit_run_together_with_the_title() -> None:
    table = only(
        "部门支出总表部门：某某县气象局 部门公开表3 单位：元\n科目编码 科目名称 合计 基本支出 项目支出\n205 教育支出 5.00 3.00 2.00"
    )
    assert (table.form, table.title, table.unit) == ("expenditure_detail", "部门支出总表", "元")


LAST = (
    "部门：某局 单位：万元\n科目编码 科目名称 金额\n合计 5.00\n205 教育支出 5.00\n20502 普通教育 5.00\n财政拨款支出预算表\n部门：某局\n"
    "单位：元\n科目编码 科目名称 金额\n合计 3.00\n301 工资福利支出 3.00\n30101 基本工资 3.00\n一般公共预算基本支出预算表\n部门：某局\n"
    "单位：万元\n科目编码 科目名称 合计 基本支出 项目支出\n合计 4.00 3.00 1.00\n205 教育支出 4.00 3.00 1.00\n一般公共预算支出预算表\n部门：某局\n"
)


def test_titles_that_stand_last_in_a_text_that_nothing_parts() -> None:
    tables = flattened(reading("某局2018年预算\n" + LAST + "20502 普通教育 4.00 3.00 1.00\n"), frozenset())
    assert [(table.form, table.unit, len(table.rows)) for table in tables] == [
        ("appropriation_expenditure", "万元", 3), ("general_budget_basic_expenditure", "元", 3), ("general_budget_expenditure", "万元", 3),
    ]  # fmt: skip


def test_titles_that_stand_first_stay_there() -> None:
    rows, titles = LAST.split("\n"), ("财政拨款支出预算表", "一般公共预算基本支出预算表", "一般公共预算支出预算表")
    first = [line for block, title in zip((rows[:5], rows[7:12], rows[14:18]), titles, strict=True) for line in (title, *block)]
    tables = flattened(reading("\n".join(first)), frozenset())
    assert [(table.form, table.unit, len(table.rows)) for table in tables] == [
        ("appropriation_expenditure", "万元", 3), ("general_budget_basic_expenditure", "元", 3), ("general_budget_expenditure", "万元", 2),
    ]  # fmt: skip


ALONE = "“三公”经费支出决算表\n单位：万元\n项目\n预算数\n决算数\n合计\n15.40\n12.10\n1.因公出国（境）费用\n0\n0\n2.公务接待费\n3.40\n2.60\n"


def test_items_and_numbers_each_on_a_line() -> None:
    table = only(ALONE + "3.公务用车购置及运行维护费\n12.00\n9.50\n注：略。")
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["合计", "15.40", "12.10"], ["1.因公出国（境）费用", "0", "0"], ["2.公务接待费", "3.40", "2.60"],
        ["3.公务用车购置及运行维护费", "12.00", "9.50"],
    ]  # fmt: skip


def test_an_item_without_numbers_is_a_row_of_its_own() -> None:
    table = only(ALONE + "公务用车购置及\n运行维护费\n12.00\n9.50\n公务用车购置费\n公务用车运行费\n12.00\n9.50\n注：略。")
    assert [[cell.text for cell in row] for row in table.rows[3:]] == [
        ["公务用车购置及运行维护费", "12.00", "9.50"], ["公务用车购置费", "", ""], ["公务用车运行费", "12.00", "9.50"],
    ]  # fmt: skip


STRAYED = """
部门收入总表
单位：元
科目编码 科目名称 合计 上年结转 事业收入 其他收入
合计 163.99 0.00 160.00 3.99 0.00 0.00 0.00
205 教育支出 160.00 0.00 160.00 0.00 0.00 0.00 0.00
229 其他支出 3.99 0.00 0.00 3.99 0.00 0.00 0.00
部门公开表2 单位:元
一般公共预算财
政拨款
政府性基金预算
财政拨款
国有资本经营预
算财政拨款
"""


def test_header_words_printed_below_the_rows_are_those_of_columns() -> None:
    (table,) = flattened(reading(STRAYED), frozenset())
    assert [path[-1] for path in table.columns[2:]] == [
        "合计", "上年结转", "一般公共预算财政拨款", "政府性基金预算财政拨款", "国有资本经营预算财政拨款", "事业收入", "其他收入",
    ]  # fmt: skip
    assert [cell.text for cell in table.rows[-1]] == ["229", "其他支出", "3.99", "0.00", "0.00", "3.99", "0.00", "0.00", "0.00"]
    assert not table.warnings


def test_the_header_of_a_page_of_its_own_has_not_strayed() -> None:
    text = STRAYED[: STRAYED.index("部门公开表2")] + "上缴上级支出\n"  # whole on its line
    (table,) = flattened(reading(text), frozenset())
    assert "上缴上级支出" not in [path[-1] for path in table.columns]


def test_a_head_over_columns_is_no_column_where_their_numbers_are_counted() -> None:
    text = """
收入决算表
单位：万元
项目 本年收入
合计 财政拨款 上级补助
收入 事业收入 其他收入
科目编码 科目名称
栏次 1 2 3 4
合计 10.00 9.00 1.00
205 教育支出 10.00 9.00 1.00
"""
    (table,) = flattened(reading(text), frozenset())
    assert len(table.columns) == 6
    assert "本年收入" not in [path[-1] for path in table.columns]


def test_header_words_of_a_two_sided_table_stray_below_its_total_only() -> None:
    words = "一般公共预算财\n政拨款\n政府性基金预算\n财政拨款\n国有资本经营预\n算财政拨款"
    text = f"""
财政拨款收支总表
单位：万元
收入 支出
项目 预算数 项目 合计
一、一般公共预算拨款 9.00 一、教育支出 9.00 9.00
上年结转 1.00 结转下年 1.00 1.00
收入总计 10.00 支出总计 10.00 10.00
{words}
"""
    (table,) = flattened(reading(text), frozenset())
    assert [path[-1] for path in table.columns][-4:] == ["合计", *("".join(words.split("\n")[i : i + 2]) for i in (0, 2, 4))]
    assert [cell.text for cell in table.rows[-1]][:3] == ["收入总计", "10.00", "支出总计"]


UNTOLD = """
部门收入总表
部门公开表2
编制部门：某县司法局            金额单位：万元
科目编码 科目名称 合计 上年结转 事业收入 其他收入
合计 163.99 0.00 160.00 3.99 0.00 0.00 0.00
205 教育支出 160.00 0.00 160.00 0.00 0.00 0.00 0.00
229 其他支出 3.99 0.00 0.00 3.99 0.00 0.00 0.00
"""


def test_columns_of_the_funds_that_the_header_lost_stand_in_their_usual_place_and_are_doubted() -> None:
    (table,) = flattened(reading(UNTOLD), frozenset())
    heads = [path[-1] for path in table.columns[2:]]
    assert heads[:5] == ["合计", "上年结转", "一般公共预算财政拨款", "政府性基金预算财政拨款", "国有资本经营预算财政拨款"]
    assert table.rows[0][2].confidence > 0.9 > table.rows[0][4].confidence
    assert table.unit == "万元"


def test_columns_without_a_meaning_make_the_others_doubtful() -> None:
    (table,) = flattened(
        reading(UNTOLD.replace("上年结转", "事业单位经营收入").replace(" 0.00 0.00 0.00\n", " 0.00 0.00 0.00 0.00\n")), frozenset()
    )
    assert table.rows[0][2].confidence > 0.9
    assert all(cell.confidence <= 0.5 for cell in table.rows[0][3:])


def test_a_whole_word_that_goes_on_below_in_pieces_of_another() -> None:
    header = "科目编码 科目名称 合计\n一般公共预\n算拨款收入\n政府性基金\n预算拨款收\n入\n事业收入 其他收入"
    text = UNTOLD[: UNTOLD.index("科目编码")] + header + "\n合计 9.00 8.00 1.00 0.00 0.00\n205 教育支出 9.00 8.00 1.00 0.00 0.00\n"
    (table,) = flattened(reading(text), frozenset())
    assert [path[-1] for path in table.columns[2:]] == ["合计", "一般公共预算拨款收入", "政府性基金预算拨款收入", "事业收入", "其他收入"]
