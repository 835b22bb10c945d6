"""Titles, units, agencies and notes around a table, as different issuers print them."""

import pytest

from extractor.records import Line
from extractor.tables.captions import body_range, caption, declares_empty, notes


def lines(*texts: str) -> list[Line]:
    return [Line(1, number, text) for number, text in enumerate(texts, 1)]


@pytest.mark.parametrize(
    ("above", "title", "unit", "agency"),
    [
        (("收入支出决算总表", "公开01表", "", "单位：万元", "", "部门名称：某某县档案局"), "收入支出决算总表", "万元", "某某县档案局"),
        (
            ("第二部分 2021 年度部门决算表", "支出决算表", "公开 03 表", "部门：某某市科协 2021 年度 金额单位：万元"),
            "支出决算表",
            "万元",
            "某某市科协",
        ),
        (
            ("（二）指标设置情况。", "部门（单位）整体支出绩效目标申报表", "（ 2021 年度）"),
            "部门（单位）整体支出绩效目标申报表",
            None,
            None,
        ),
        (("部门（单位）整体支出绩效目标申", "报表", "（2023年度）"), "部门（单位）整体支出绩效目标申报表", None, None),
        (
            ("支出决算表", "单位：万元", "注：本表反映部门本年度的支出。"),
            "支出决算表",
            "万元",
            None,
        ),  # the words around a table before its rows
        (("一般公共预算财政拨款“三", "公”经费支出决算表", "公开09表"), "一般公共预算财政拨款“三公”经费支出决算表", None, None),
        (("财政拨款收支总体情况表", "公开部门广东省某某市科学技术局 表4 单位：万元"), "财政拨款收支总体情况表", "万元", None),
        (("No 000703", "收入决算表", "公开02表 单位：万元"), "收入决算表", "万元", None),  # a number stamped on the sheet
        (("一般公共预算支出表", "部门：某某市教育局 表五 单位：万元 乂"), "一般公共预算支出表", "万元", "某某市教育局"),
        (("单位收支总表", "单位：元谋县教育局   金额单位：元"), "单位收支总表", "元", "元谋县教育局"),
        (
            ("附表1：", "2022年部门收支总体情况表", "编制单位：某县委办公室", "金额单位：元（列至角分）"),
            "2022年部门收支总体情况表",
            "元",
            "某县委办公室",
        ),
        (("支出决算表", "公开03表", "邮门：某某市水利局 单位：万元"), "支出决算表", "万元", None),
        (("一、部门收支总表", "单位:人民币万元"), "部门收支总表", "万元", None),
        (("表4", "财政拨款收支总表（单位：万元）"), "财政拨款收支总表", "万元", None),
        (("得分情况如下表 3-1；", "表 3-1 部门整体得分情况"), "部门整体得分情况", None, None),
        (("这是一段话，没有标题。", "单位：万元"), "", "万元", None),
        (("部门预算项目支出绩效自评表（2023年度）", "报表编号：510000_0013zp"), "部门预算项目支出绩效自评表（2023年度）", None, None),
        (("项目支出绩效自评表", "项目名称：农村公路养护  联系人：李某"), "项目支出绩效自评表", None, None),
        (("各科室职责如下表", "联系人：李某，电话：8890022，地址：人民路1号，邮编：450000"), "", None, None),
        (("部门预算支出总表", "", "（万元）"), "部门预算支出总表", "万元", None),
    ],
)
def test_captions(above: tuple[str, ...], title: str, unit: str | None, agency: str | None) -> None:
    found = caption(lines(*above))
    assert (found.title, found.unit, found.agency) == (title, unit, agency)


def test_facts_below_a_title_are_kept_with_their_labels() -> None:
    found = caption(lines("项目支出绩效自评表", "（2023年度）", "项目名称：行道树养护  联系人：李某"))
    assert found.facts == (("项目名称", "行道树养护"), ("联系人", "李某"))
    assert caption(lines("联系人：李某")).facts == ()


@pytest.mark.parametrize("line", ["发布时间：2023-09-20 10:11　来源：本单位", "来源：某局 浏览次数：33", "字号：[大 中 小]"])
def test_what_a_web_page_prints_below_its_heading_is_no_first_line_of_a_title(line: str) -> None:
    assert caption(lines("某局2020年部门预算", line, "部门收支总表")).title == "部门收支总表"


def test_the_part_above_is_no_title() -> None:
    assert caption(lines("第二部分 2021年度部门决算表", "公开01表")).title == ""


def test_a_heading_above_a_short_title_is_not_its_first_line() -> None:
    heading = Line(1, 1, "某某省档案馆2024年部门预算", level=1)
    assert caption([heading, Line(1, 2, "收支总表"), Line(1, 3, "单位：万元")]).title == "收支总表"


def test_a_note_of_items_and_a_note_wrapped() -> None:
    found = notes(lines("", "注：1. 本表反映。", "2. 本表金额转换为万元时，", "下一段"))
    assert found.texts == ("注：1. 本表反映。2. 本表金额转换为万元时，",) and found.lines == (2, 3)
    long = "注：本表反映部门本年度一般公共预算财政拨款的总收支情况。本表金额转换为万元时，"
    found = notes(lines(long, "", "因四舍五入可能存在尾差。", "支出决算表"))
    assert found.texts == (long + "因四舍五入可能存在尾差。",)


@pytest.mark.parametrize(
    ("text", "empty"),
    [
        ("本表无数据。", True),
        ("说明：我部门没有使用政府性基金安排的支出，故本表无数据。", True),
        ("备注：本部门无此项支出", True),
        ("注：如无数据则以空表公开。", False),
        ("注：本表反映部门本年度各项支出情况。", False),
    ],
)
def test_forms_declared_empty(text: str, empty: bool) -> None:
    assert declares_empty(text) is empty


def test_caption_and_notes_in_rows_of_the_table() -> None:
    rows = [
        ["收入决算表", ""],
        ["公开02表", ""],
        ["部门：某局", "单位：万元"],
        ["项目", "本年收入"],
        ["教育支出", "1"],
        ["注：本表反映", ""],
        ["续", ""],
    ]
    assert body_range(rows) == (3, 5)


def test_a_caption_row_whose_agency_nobody_filled_in() -> None:
    assert body_range([["部门:", "单位:万元"], ["项目", "决算数"], ["合计", "1"]]) == (1, 3)
    assert body_range([["项目:", "单位:万元"], ["合计", "1"]]) == (0, 2)
