"""Reports as web sites publish them: what the site prints around them, running heads, paragraphs cut by a page."""

from __future__ import annotations

import pytest

from extractor.records import Box, Glyph, Line, Word
from extractor.sections.strands import Strand
from extractor.sections.strays import strays
from tests.dividing import divided, headings, paragraphs, printed, wrapped

BODY = "\n\n第一部分 概况\n一、部门职责\n负责有关工作，承担上级交办的任务。\n"
TITLE = "洱河县科学技术协会2023年度部门决算"


@pytest.mark.parametrize(
    "cover",
    [
        f"首页 > 政务公开 > 财政预决算\n{TITLE}\n发布时间：2024-09-20 10:12 来源：洱河县科协 浏览次数：231",
        f"2023年度部门决算\n{TITLE}",  # a running head
        f"洱河县科学技术协会\n{TITLE}",
        f"单位：元\n单位：元\n{TITLE}",
    ],
)
def test_what_stands_above_a_title_is_none_of_it(cover: str) -> None:
    division = divided(cover + BODY)
    assert (division.title, division.organization) == (TITLE, "洱河县科学技术协会")


def test_a_title_over_three_lines_of_a_cover_stays_whole() -> None:
    assert divided("2023年度\n洱河县水务局\n部门决算公开" + BODY).title == "2023年度洱河县水务局部门决算公开"


def test_who_runs_the_site_is_no_paragraph_and_is_said() -> None:
    division = divided(TITLE + BODY + "打印 关闭\n主办单位：洱河县人民政府办公室 版权所有\n滇ICP备05000000号\n")
    assert paragraphs(division) == ["负责有关工作，承担上级交办的任务。"]
    assert division.warnings


def test_labels_of_tables_in_words_are_no_paragraphs() -> None:
    assert paragraphs(divided(TITLE + BODY + "表一：\n附表二\n")) == ["负责有关工作，承担上级交办的任务。"]


FULL = "本部门下设办公室、财务股、项目股三个内设机构，均为行政编制，全年人员没有增减变化，实有人员四十人。"


def page(*blocks: list[str]) -> list[tuple[float, float, str]]:
    """Blocks of lines, the first line of each indented by two letters."""
    rows = [(69.0 if n == 0 else 45.0, line.strip()) for block in blocks for n, line in enumerate(block)]
    return [(left, 60.0 + 20 * n, line) for n, (left, line) in enumerate(rows)]


def test_a_paragraph_whose_sentence_ends_with_the_page_goes_on_without_an_indent() -> None:
    first = [wrapped(text, 24, "　　") for text in (FULL, FULL, FULL)]
    short = [["办公室负责日常工作。"]] * 32  # a neighbourhood that does not show how wide lines are
    cut = ["截止年底实有编制四十二人，其中实有人员四十人。", "单位管理的离退休人员十五人。"]
    division = printed(page(*first), page(*short, cut[:1]), [(45.0, 40.0, cut[1]), *page(*short)], page(*first))
    assert "".join(cut) in paragraphs(division)


def test_items_counted_within_a_paragraph_do_not_begin_one() -> None:
    first = [wrapped(text, 24, "　　") for text in (FULL, FULL, FULL)]
    told = ["基本支出用于：（1）工资；（2）商品服务支出；", "（3）对个人和家庭补助支出。"]
    division = printed(page(*first, told, *first))
    assert "".join(told) in paragraphs(division)


def test_what_converters_tear_from_headings_and_print_twice_comes_together() -> None:
    division = divided(f"""
        {TITLE}
        第一部分 概况
        第一部分 概况
        一、部门职责
        一、部门职责
        负责有关工作，承担上级交办的任务。
        （一）
        “三公”经费支出总体情况说明
        全年没有支出，与上年持平。
        1、“公共安全支出”
        （类）2022年度决算15.57万元，比年初预算增加1.00万元。
        """)
    assert headings(division) == ["1 第一部分 概况", "2 一 部门职责", "3 （一） “三公”经费支出总体情况说明"]
    assert paragraphs(division)[-1] == "1、“公共安全支出”（类）2022年度决算15.57万元，比年初预算增加1.00万元。"


@pytest.mark.parametrize(("text", "probability", "kept"), [("路公品", 0.3, False), ("路公品", 0.98, True), ("lil", 0.45, False)])
def test_marks_of_a_stamp_are_no_words(text: str, probability: float, kept: bool) -> None:
    box = Box(0.0, 0.0, 9.0, 9.0)
    glyphs = tuple(Glyph(letter, probability, (), box) for letter in text)
    line = Line(1, 7, text, words=(Word(text, box, confidence=probability, glyphs=glyphs),))
    assert strays([Strand(line, text, 0.0, 6.0, 1)]) == (set() if kept else {7})


def test_a_half_width_comma_behind_a_percentage_is_of_a_sentence() -> None:
    text = "2023年部门预算\n四、财政拨款收支预算情况说明\n2025 年财政拨款收支总预算 1085203.63 元。\n财政拨款总收支较上年下降 3.85 %,主要原因是 2025\n年人员减少,大力压减支出。\n"
    paragraphs = [p.text for s in divided(text).sections for p in s.paragraphs]
    assert any("下降 3.85 %,主要原因是 2025年人员减少" in p for p in paragraphs)


def test_a_line_of_a_list_that_names_streets_and_numbers_is_no_row_of_a_table() -> None:
    text = "2023年部门决算\n三、支出决算情况说明\n主要用于：服务窗口标准化建设、人民路 25 弄 4 号装修工程、平安\n公园综合楼、中山路 252 弄 6 号修缮工程、社区食\n堂改造项目。年初预算为 90 万元，支出决算为 80 万元，完成年\n初预算的 88.89%。\n"
    assert "平安公园综合楼、中山路 252 弄 6 号修缮工程、社区食堂改造项目。" in "".join(paragraphs(divided(text)))


def test_an_amount_behind_words_that_end_no_sentence_goes_on_with_them() -> None:
    text = "2023年部门决算\n一、收入支出决算总体情况说明\n某区文化局2023年度收入支出总计\n900.00 万元。与 2022 年度相比，收入支出总计增加 100.00\n万元，增长 12.50%。主要原因：项目经费收入支出增加。\n"
    (found,) = paragraphs(divided(text))
    assert found.startswith("某区文化局2023年度收入支出总计900.00 万元。与")
