"""Which lines are headings, and how deep they stand."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.records import Place, Table
from tests.dividing import divided, headings, paragraphs


def table(title: str, first: int, last: int, *caption: int, notes: tuple[str, ...] = ()) -> Table:
    """A table that claims the lines first..last and the caption lines."""
    lines = frozenset(range(first, last + 1)) - set(caption)
    return Table("t1", title, (), (), places=(Place(1, None, (first, last)),), lines=lines, caption=caption, notes=notes)


def test_levels_follow_the_nesting_of_styles_not_a_fixed_rank() -> None:
    division = divided("""
        第一章 某市教育局概况
        第一节 主要职责
        贯彻执行国家有关教育工作的方针政策。
        第二章 决算情况说明
        1.1 收入情况
        2022年度总收入为3,215.66万元。
        1.2 支出情况
        2022年度总支出为3,215.66万元，比上年增加
        1.29万元。
        """)
    assert headings(division) == [
        "1 第一章 某市教育局概况",
        "2 第一节 主要职责",
        "1 第二章 决算情况说明",
        "2 1.1 收入情况",
        "2 1.2 支出情况",
    ]
    assert division.sections[1].parent == "s1"
    assert paragraphs(division)[-1] == "2022年度总支出为3,215.66万元，比上年增加1.29万元。"


def test_an_embedded_report_starts_its_outline_anew_one_level_deeper() -> None:
    division = divided("""
        第四部分 名词解释

        一、财政拨款收入：指本级财政部门当年拨付的资金。

        二、其他收入：指除财政拨款收入以外取得的收入。

        第五部分 附件

        # 某某县残疾人联合会

        ## 2023年度部门整体支出绩效自评报告

        自评单位：某某县残疾人联合会

        一、基本情况

        （一）单位简介

        县残联是县委领导的人民团体。

        二、评价结论

        得分96分。
        """)
    assert headings(division) == [
        "1 第四部分 名词解释",
        "1 第五部分 附件",
        "2 某某县残疾人联合会2023年度部门整体支出绩效自评报告",
        "3 一 基本情况",
        "4 （一） 单位简介",
        "3 二 评价结论",
    ]
    assert paragraphs(division)[:3] == [
        "一、财政拨款收入：指本级财政部门当年拨付的资金。",
        "二、其他收入：指除财政拨款收入以外取得的收入。",
        "自评单位：某某县残疾人联合会",
    ]


def test_the_same_style_within_itself_and_mixed_separators() -> None:
    division = divided("""
        （二）部门绩效指标完成情况分析

        1．投入管理指标情况分析

        工作目标管理情况：我部门围绕职能分解任务。

        2．产出指标情况分析

        1.举办科普日活动。全年80余场，参加人数较多。

        2.巩固社区科普。开展课堂314课时，组织征集活动。

        3、实施青少年行动。举办创新大赛，发放画册2000册。

        3．效益指标情况分析

        群众满意度较高。
        """)
    assert headings(division) == [
        "1 （二） 部门绩效指标完成情况分析",
        "2 1 投入管理指标情况分析",
        "2 2 产出指标情况分析",
        "2 3 效益指标情况分析",
    ]
    assert len(paragraphs(division)) == 5


def test_titles_of_forms_are_sections_and_hold_their_notes() -> None:
    text = """
        第二部分 2024年度部门决算表
        收入决算表
        公开02表
        单位：万元
        合计 741.64 741.64
        206 科学技术支出 538.43
        注：本表反映部门本年度取得的各
        项收入情况。
        第三部分 决算情况说明
        收入合计741.64万元。
        """
    note = "注：本表反映部门本年度取得的各项收入情况。"
    division = divided(text, table("收入决算表", 2, 6, 2, 3, 4, notes=(note,)))
    assert headings(division) == ["1 第二部分 2024年度部门决算表", "2 收入决算表", "1 第三部分 决算情况说明"]
    assert paragraphs(division) == [note, "收入合计741.64万元。"]
    assert division.sections[1].paragraphs[0].places[0].lines == (7, 8)


def test_text_after_a_form_within_the_narrative_returns_to_its_heading() -> None:
    text = """
        三、综合评价结论
        我部门整体绩效自评得分为94分，各项指标得分情况如下：
        各项指标得分情况表
        合计 100 94
        评价等级为优，结果已经公开。
        """
    division = divided(text, table("各项指标得分情况表", 3, 4, 3))
    assert headings(division) == ["1 三 综合评价结论", "2 各项指标得分情况表"]
    assert len(division.sections[0].paragraphs) == 2


def test_a_table_that_claims_too_much_loses_what_follows_the_next_part() -> None:
    text = """
        第二部分 部门决算表
        支出决算表
        合计 741.64 599.20
        第三部分 决算情况说明
        一、支出情况
        支出合计741.64万元。
        """
    division = divided(text, table("支出决算表", 2, 6, 2))
    assert headings(division) == ["1 第二部分 部门决算表", "2 支出决算表", "1 第三部分 决算情况说明", "2 一 支出情况"]
    assert paragraphs(division) == ["支出合计741.64万元。"]


def test_table_text_that_no_finder_claims_is_in_no_paragraph() -> None:
    rows = "\n".join(f"        {code} 行政运行 {n}.10 {n}.00 0.10" for n, code in enumerate(range(2060101, 2060120)))
    narrow = "\n".join(
        f"        {text}" for text in ("投入管理", "指标(30", "分)", "工作目标", "管理", "年度履职", "目标相关", "性", "相关") * 3
    )
    division = divided(f"""
        第二部分 部门决算表
        支出决算表
        公开03表
        单位：万元
{rows}
        部门整体绩效自评表
{narrow}
        第三部分 决算情况说明
        2021年度收、支总计均为329.43万元。与上年度相比，收、支总计各增加
        8.22万元，增长2.56%。主要原因是本年收入增加3.8万元，年初结转和
        结余增加4.42万元，本年财政拨款减少0.62万元，项目支出减少。
        """)
    assert headings(division) == ["1 第二部分 部门决算表", "2 支出决算表", "2 部门整体绩效自评表", "1 第三部分 决算情况说明"]
    assert len(paragraphs(division)) == 1
    (warning,) = division.warnings
    assert warning.code == "table_unrecognised"


def test_text_before_any_heading_is_kept_under_the_title() -> None:
    division = divided("某某县水务局2023年度部门决算\n\n根据《预算法》的规定，现将有关情况公开如下。\n\n一、部门职责\n\n管理水务。\n")
    assert headings(division) == ["1 某某县水务局2023年度部门决算", "1 一 部门职责"]
    assert paragraphs(division) == ["根据《预算法》的规定，现将有关情况公开如下。", "管理水务。"]


def test_nothing_in_nothing_out() -> None:
    division = divided("")
    assert division.sections == ()
    assert (division.kind, division.title, division.organization, division.fiscal_year) == ("other", "a", "", None)
    assert division.confidence < 0.2


PIECES = (
    "第一部分 概况",
    "一、职责",
    "（一）情况。",
    "1.任务",
    "①指标，得2分。",
    "目录",
    "支出决算表",
    "公开03表",
    "206 12.5 3",
    "合计",
    "负责有关工作，",
    "支出2024",
    "年。",
    "",
    "图1：结构图",
    "附件1",
)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=30)), max_size=40))
def test_any_lines_at_all_give_a_tree_in_reading_order(rows: list[str]) -> None:
    division = divided("\n".join(rows))
    levels = {s.id: s.level for s in division.sections}
    seen: set[str] = set()
    for section in division.sections:
        assert section.parent is None or section.parent in seen
        assert section.level == (1 if section.parent is None else levels[section.parent] + 1)
        seen.add(section.id)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_no_sentence_is_lost(rows: list[str]) -> None:
    division = divided("\n".join(rows))
    told = "".join((s.number or "") + s.title + "".join(p.text for p in s.paragraphs) for s in division.sections)
    assert told.count("负责有关工作，") == rows.count("负责有关工作，")


def test_chapters_numbered_without_a_separator_where_sections_are_decimal() -> None:
    division = divided("""
        某某大学2023年度项目支出绩效评价报告

        1 项目基本情况

        1.1 项目概况

        学校申报实验室建设项目，总投资1,200万元。

        1.2 项目绩效目标

        建成三个重点实验室，完成设备采购。

        2 综合评价情况及评价结论

        本项目得分92.5分。

        3 有关建议

        加强调度，加快支付。
        """)
    assert headings(division) == [
        "1 1 项目基本情况",
        "2 1.1 项目概况",
        "2 1.2 项目绩效目标",
        "1 2 综合评价情况及评价结论",
        "1 3 有关建议",
    ]
