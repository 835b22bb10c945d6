"""Reports as web sites print them: titles twice, ways to the page, contents with sheets and full stops, a signature."""

from __future__ import annotations

import pytest

from extractor import extract
from extractor.sections.titles import SITE
from tests.dividing import divided, headings, printed

BODY = "\n\n第一部分 概况\n一、部门职责\n负责有关工作，承担上级交办的任务。\n"


@pytest.mark.parametrize(
    ("cover", "title", "organization"),
    [
        ("某市某区教育委员会(本级)2024年度部门决算公开\n某市某区教育委员会2024年度决算公开说明", "某市某区教育委员会2024年度决算公开说明", "某市某区教育委员会"),
        ("2020年度某市教育局(汇总)部门决算公开说明\n2020年度\n某市教育局(汇总)部门决算", "2020年度某市教育局(汇总)部门决算", "某市教育局"),
        ("2021年度某盟外事办公室(本级)决算公开\n2021年度某盟外事办公室\n本级\n决算公开", "2021年度某盟外事办公室本级决算公开", "某盟外事办公室"),
        ("欢迎来到某市中医医院\n门诊电话：0830-3100000\n某省三级甲等医院\n2023年度某市中医医院单位决算", "2023年度某市中医医院单位决算", "某市中医医院"),
        ("您的位置: 首页 > 通知公告\n下载本页 打印\n某盟驻京办事处\n2019年度决算公开报告", "某盟驻京办事处2019年度决算公开报告", "某盟驻京办事处"),
        ("2019年某市审计局(本级)“三公”经费决算情况说明", "2019年某市审计局(本级)“三公”经费决算情况说明", "某市审计局"),
        ("索引号 002508406/2022-85989 公开方式 主动公开\n公开范围 面向社会\n某镇中心幼儿园2021年度单位决算", "某镇中心幼儿园2021年度单位决算", "某镇中心幼儿园"),
        ("2018年某市部门及乡镇“三公”经费决算情况", "2018年某市部门及乡镇“三公”经费决算情况", ""),
        ("[ 索引号 ] 1150/2022-1 [ 发文字号 ]\n[ 发布机构 ] 某县某镇 [ 有效性 ]\n某县某镇人民政府2021年度部门决算情况说明", "某县某镇人民政府2021年度部门决算情况说明", "某县某镇人民政府"),
        ("某市幼儿园\n名称: 某市幼儿园2022年度财政决算信息 文号:\n关键词。\n某市幼儿园\n2022年度部门决算草案", "某市幼儿园2022年度部门决算草案", "某市幼儿园"),
        ("2017-09-27 15:18文章来源: 司法局\n某市司法局\n2016年三公经费决算编制说明", "某市司法局2016年三公经费决算编制说明", "某市司法局"),
        ("某区教育局(乡镇学校)2018年度部门决算", "某区教育局(乡镇学校)2018年度部门决算", "某区教育局(乡镇学校)"),
        ("某县某乡人民政府2019年度部门决算及“三公”经费决算情况说明", "某县某乡人民政府2019年度部门决算及“三公”经费决算情况说明", "某县某乡人民政府"),
        ("某市某某局2023年度部门决算\n暨2024年度部门预算公开说明", "某市某某局2023年度部门决算暨2024年度部门预算公开说明", "某市某某局"),
        ("某区文化和旅游发展委员会\n您当前的位置: 首页 > 预算/决算 > 预算\n[ 索引号 ] 115/2023-8 [ 发文字号 ]\n某区图书馆2023年单位预算情况说明\n某区图书馆\n2023单位预算情况说明", "某区图书馆2023年单位预算情况说明", "某区图书馆"),
        ("标题 | 某区天台小学2024年单位预算情况说明 |\n成文日期 | 2024-02-28 | 发布日期 | 2024-02-28 |", "某区天台小学2024年单位预算情况说明", "某区天台小学"),
        ("2023年某乡人民政府决算编制说明\n411001-某县某乡人民政府2023年部门决算公开", "某县某乡人民政府2023年部门决算公开", "某县某乡人民政府"),
        ("当前位置:首页/ 对外交流/ 友好往来\n友好往来\n2022年预算公开\n来源: 人气指数: 次 发布时间:2022年03月11日\n某省某市第一中学校2022年\n单位预算编制说明", "某省某市第一中学校2022年单位预算编制说明", "某省某市第一中学校"),
    ],
)  # fmt: skip
def test_titles_of_web_pages(cover: str, title: str, organization: str) -> None:
    division = divided(cover + BODY)
    assert (division.title, division.organization) == (title, organization)


@pytest.mark.parametrize("above", ["长者专区 返回首页", "无障碍浏览 | 长者模式", "设为首页 加入收藏 繁体版", "登录 注册"])
def test_switches_of_a_site_are_no_part_of_the_title(above: str) -> None:
    assert divided(above + "\n2016年某市东方小学部门决算" + BODY).title == "2016年某市东方小学部门决算"


def test_switches_of_a_site_are_told_in_no_time_however_often_they_stand_on_a_line() -> None:
    """返回首页 is one of them or two: their ways to part would double with each."""
    assert not SITE.search("返回首页" * 60 + "某局")
    assert SITE.search("返回首页" * 60)


def test_a_first_line_without_punctuation_is_no_part_of_the_cover() -> None:
    first, rest = (
        "某县人民政府办公室严格按照规定公开“三公”经费（因公出国费及公",
        "务用车购置费和公务接待费）。一般公共预算的支出按照规定公开。",
    )
    division = printed(
        [(200, 60, "某县人民政府办公室2018年部门预算公开情况说明"), (74, 120, first), (50, 140, rest), (74, 160, "没有政府性基金。")]
    )
    assert next(p.text for s in division.sections for p in s.paragraphs) == first + rest


@pytest.mark.parametrize("left", [74, 200, 446], ids=["at the margin", "in the middle", "at the right"])
def test_who_reports_stands_on_the_cover_above_a_text_in_full_lines(left: int) -> None:
    text = "认真履行职责，按照规定公开“三公”经费（因公出国费及公务用车购置费和公务接待费）。"
    rows = [(200, 60, "2018年部门预算公开情况说明"), (left, 120, "某县人民政府办公室"), (50, 140, text), (50, 160, "没有政府性基金。")]
    assert printed(rows).organization == "某县人民政府办公室"


def test_a_town_by_its_full_name_where_the_text_gives_the_short_one_too() -> None:
    division = divided("某某自治县大才乡人民政府2019年度部门决算\n\n第一部分 大才乡人民政府概况\n一、主要职能\n承担辖区内的发展任务。\n")
    assert division.organization == "某某自治县大才乡人民政府"


def test_who_signs_above_the_date_reports() -> None:
    division = divided("2013年“三公”经费财政拨款支出情况说明\n公务接待费支出11.3万元。\n某县政协办公室\n2014年9月29日\n")
    assert division.organization == "某县政协办公室"


def test_what_a_site_prints_around_a_report_is_no_paragraph() -> None:
    division = divided(
        "某县水利局2019年部门决算公开\n索引号 : 0113/2020-1 文号 :\n发文机构: 某县水利局\n名    称: 某县水利局2019年部门决算公开 发布日期: 2020年10月20日\n"
        + BODY
    )
    assert not any("索引" in p.text or "发布" in p.text for s in division.sections for p in s.paragraphs)


def test_contents_with_sheets_and_full_stops() -> None:
    listing = "目 录\n第一部分：概况\n一、部门职责\n第二部分：某乡2019年度部门决算报表\n表一：收入支出决算总表\n表二：收入决算表\n"
    told = "第三部分：情况说明\n一、2019年度收入支出决算总体情况。\n二、2019年度支出决算情况。\n第四部分：名词解释\n"
    division = divided("某乡人民政府2019年度部门决算\n" + listing + told + BODY)
    assert headings(division) == ["1 第一部分 概况", "2 一 部门职责"]


def test_a_note_that_compares_with_its_budget_tells_what_was_spent() -> None:
    division = divided("""
        一、“三公”经费财政拨款支出总体情况
        2018年度一般公共预算财政拨款安排的“三公”经费支出2.05万元，较上年减少0.03万元。
        二、“三公”经费财政拨款支出与年初预算对比情况
        一般公共预算财政拨款安排的“三公”经费支出2.05万元，年初预算为2.95万元。
        """)
    assert division.kind == "final_accounts"


def test_a_unit_by_the_heading_of_its_overview() -> None:
    division = divided("一、某省某市第二中专概况\n（一）部门职责\n承担教学工作。\n二、2020年度部门决算公开表\n详见附表。\n")
    assert division.organization == "某省某市第二中专"


def test_a_paragraph_ends_with_a_reference_in_brackets() -> None:
    text = "一、总体情况\n2017年“三公”经费支出583.83万元，下降4.4%。（详见附表1）\n2017年购置公务用车1辆，年末保有量180辆。（详见附表2）\n"
    assert [len(s.paragraphs) for s in divided(text).sections] == [2]


def test_who_declares_a_form_empty_reports() -> None:
    division = divided(
        "第一部分 概况\n一、本部门职责\n承担有关工作。\n说明：某镇人民政府2021年度没有国有资本经营预算安排支出，故本表无数据。\n"
    )
    assert division.organization == "某镇人民政府"


MENU = "机构概况\n财政信息\n部门预算\n部门决算\n县教育局\n"
NAVIGATION = "首页\n新闻中心\n政务公开\n互动交流\n当前位置：首页 > 政务公开 > 预决算公开\n"
REPORT = "发布时间：2022-09-27 10:00　来源：某县教育局\n第一部分 单位概况\n一、单位职责\n承担保育教育工作。\n"


@pytest.mark.parametrize("level", ["# ", ""])
@pytest.mark.parametrize("title", ["某县某镇中心幼儿园2021年度单位决算公开", "某县教育局2021年度“三公”经费支出决算情况说明"])
def test_a_report_below_the_navigation_of_a_site(title: str, level: str) -> None:
    division = divided(NAVIGATION + MENU + level + title + "\n" + REPORT)
    assert division.title == title
    assert title.startswith(division.organization)
    assert headings(division)[-2:] == ["1 第一部分 单位概况", "2 一 单位职责"]


def test_contents_without_the_word_below_navigation() -> None:
    listing = "第一部分 概况\n一、部门职责\n二、机构设置\n第二部分 情况说明\n一、收入情况\n"
    body = BODY + "二、机构设置\n内设办公室。\n第二部分 情况说明\n一、收入情况\n收入合计100万元。\n"
    division = divided(NAVIGATION * 3 + "# 某县水利局2022年度部门决算\n" + listing + body)
    assert [h for h in headings(division) if h.startswith("1 第")] == ["1 第一部分 概况", "1 第二部分 情况说明"]


def test_what_is_compared_with_a_budget_was_spent() -> None:
    text = "根据《预算法》和《关于深化预算管理制度改革的决定》，2017年“三公”经费支出总额为38万元，比预算数减少11万元。\n一、公务接待费\n2017年公务接待费10万元，比预算数减少8万元。\n附表：某市本级2017年“三公”经费决算汇总表\n"
    assert divided(text).kind == "final_accounts"


def test_a_line_that_refers_to_a_form_is_no_title_of_one() -> None:
    text = "某区图书馆2023年单位预算情况说明\n一、年度预算安排\n2023年安排建设资金500万元。\n二、绩效目标\n详见单位的项目绩效目标表\n"
    assert headings(divided(text)) == ["1 一 年度预算安排", "1 二 绩效目标"]


FRAME_ROWS = "<table><tr><td>索引号：</td><td>115/2023-1</td><td>发布机构：</td><td>某区财政局</td></tr><tr><td>成文日期：</td><td>2024-02-28</td><td></td><td></td></tr></table>"


@pytest.mark.parametrize(
    ("title", "kind"),
    [("某区图书馆2022年预算情况说明", "budget"), ("关于某区2021年财政预算执行情况及2022年财政预算草案的报告", "other")],
)
def test_a_report_below_the_table_of_a_site(title: str, kind: str) -> None:
    way = "<div>当前位置：首页 &gt; 政务公开 &gt; 预决算公开</div><div>公开目录</div>"
    text = f"<p>{title}</p><p>各位代表：</p><p>一、2021年执行情况</p><p>2021年完成收入594.27万元。</p>"
    document = extract(f"<html><body>{way}{FRAME_ROWS}{text}</body></html>".encode()).document
    assert (document.title, document.kind) == (title, kind)


@pytest.mark.parametrize(
    "text",
    [
        "我院2014年三公经费开支53.65万元。",
        "全系统2014年共计支出“三公经费”247.15万元。",
        "某部预算执行比例不到3%\n18.07.2015 13:38\n某部“三公”经费支出1万元。",
    ],
)
def test_what_was_spent_on_travel_cars_and_guests_is_told_of_accounts(text: str) -> None:
    division = divided(text)
    assert division.kind == "final_accounts"
    assert not any(h[2:].startswith("18") for h in headings(division))
