"""Contents lists are told from the body, with and without the word, with dots, with page numbers, over pages."""

from __future__ import annotations

import pytest

from tests.dividing import divided, headings

BODY = """
第一部分 部门概况
一、部门职责
负责全区教育工作，拟订教育事业发展规划。
二、机构设置
内设办公室、人事科等5个科室。
第二部分 2022年度部门决算情况说明
一、收入情况
收入合计100万元。
第三部分 名词解释
一、基本支出：指为保障机构正常运转而发生的支出。
"""
EXPECTED = [
    "1 第一部分 部门概况",
    "2 一 部门职责",
    "2 二 机构设置",
    "1 第二部分 2022年度部门决算情况说明",
    "2 一 收入情况",
    "1 第三部分 名词解释",
]


@pytest.mark.parametrize(
    "listing",
    [
        "目 录\n第一部分 部门概况\n一、部门职责\n二、机构设置\n第二部分 2022年度部门决算情况说明\n一、收入情况\n第三部分 名词解释",
        "目录\n第一部分 部门概况…………1\n一、部门职责………………1\n二、机构设置………2\n第二部分 2022年度部门决算情况说明......3\n第三部分 名词解释 ........ 8",
        "目　　次\n\n第一部分 部门概况 1\n\n一、部门职责 1\n\n二、机构设置 2\n\n第二部分 2022年度部门决算情况说明 3\n\n第三部分 名词解释 12",
        f"目 录\n第一部分 部门概况 {'.' * 60} - 3 -\n一、部门职责 {'.' * 64} - 3 -\n二、机构设置 {'.' * 64} 第4页\n"
        f"第二部分 2022年度部门决算情况说明 {'.' * 50} — 5 —\n一、收入情况 {'.' * 64} - 5 -\n第三部分 名词解释 {'.' * 60} IX",
        "目录\n第一部分 部门概况........(1)\n一、部门职责............( 1)\n二、机构设置..........(1-2)\n"
        "第二部分 2022年度部门决算情况说明.......（2—5）\n一、收入情况........(6-8 )\n第三部分 名词解释........(9)",
        "目 录\n第一部分 部门概况..........3\n一、部门职责的说\n明..........3\n二、机构设置的说\n明..........4\n"
        "第二部分 2022年度部门决算情况说\n明..........5\n一、收入情况的说\n明..........5\n第三部分 名词解释..........9",
        "第一部分 部门概况\n一、部门职责\n二、机构设置\n第二部分 2022年度部门决算情况说明\n一、收入情况\n第三部分 名词解释",
        "目录\n第一部分 部门概况\n一、部门职责\n\n- 1 -\n\n二、机构设置\n第二部分 2022年度部门决算情\n况说明\n一、收入情况\n第三部分 名词解释",
        "",
    ],
    ids=["words", "leaders", "page_numbers", "decorated_numbers", "ranges", "wrapped", "no_word", "two_pages", "none"],
)
def test_the_body_alone_makes_the_outline(listing: str) -> None:
    division = divided(f"2022年度某某区教育局部门决算\n\n二〇二三年九月\n\n{listing}\n{BODY}")
    assert headings(division) == EXPECTED
    assert division.title == "2022年度某某区教育局部门决算"


def test_a_contents_list_names_headings_that_stand_without_number_in_the_body() -> None:
    division = divided("""
        某市2026年区级单位预算
        预算单位：某市某区司法局
        目 录
        一、单位主要职能
        二、单位预算编制
        三、重点项目安排
        单位主要职能
        主管本区司法行政工作，负责普法宣传。
        单位预算编制
        收入预算8695.94万元，比上年增加794.88万元。
        重点项目安排
        安排项目19个。
        """)
    assert headings(division) == ["1 单位主要职能", "1 单位预算编制", "1 重点项目安排"]
    assert division.organization == "某市某区司法局"
