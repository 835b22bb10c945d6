"""Wrapped lines come back as the paragraphs they were set from."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.records import Box, Glyph, Line, Reading, Source, Word
from extractor.sections import divide
from tests.dividing import divided, headings, paragraphs, printed, width, wrapped

TOLD = (
    "2023年度收、支总计均为1,283.60万元，与上年度相比，收、支总计各减少112.10万元，下降8.03%。主要原因是压减一般性支出，其中办公费减少3.5万元。",
    "决算数大于预算数的主要原因：人员经费增加（含在职人员调资）以及社会保险缴费基数调整，年中追加预算资金45万元；项目支出按进度拨付。",
    "纳入本部门决算编制范围的单位共3个，包括：局本级、某某县防汛办公室和某某县水利工程质量监督站，与上年相比没有变化，职工120人。",
    "负责水资源的统一监督管理，组织实施取水许可制度，指导城乡供水工作，承担《节约用水条例》的贯彻落实，配合做好河湖长制工作任务。",
    "本单位认真落实各项管理制度，资金拨付手续完备，会计核算规范，不存在截留、挤占、挪用、虚列开支的情况，资产管理制度得到有效执行。",
    "财政拨款支出主要用于以下方面：教育支出（类）12.5万元，占10.20%；卫生健康支出（类）100万元，占81.63%；住房保障支出（类）10万元，占8.17%。",
)


def document(width: int, lead: str, between: int, within: int) -> str:
    """Six paragraphs under two headings, with `within` blank lines between lines and `between` between paragraphs."""
    blocks = [
        ["一、收入支出情况说明"],
        *(wrapped(p, width, lead) for p in TOLD[:3]),
        ["二、其他情况说明"],
        *(wrapped(p, width, lead) for p in TOLD[3:]),
    ]
    text = ("\n" * (between + 1)).join(("\n" * (within + 1)).join(block) for block in blocks)
    return "某某县水务局2023年度部门决算\n\n" + text


@settings(max_examples=60, deadline=None)
@given(st.integers(20, 45), st.sampled_from(["　　", "    "]), st.sampled_from([(0, 0), (1, 0), (1, 1), (2, 1)]))
def test_paragraphs_with_indents_come_back_at_any_width(width: int, lead: str, blanks: tuple[int, int]) -> None:
    division = divided(document(width, lead, *blanks))
    assert paragraphs(division) == list(TOLD)
    assert headings(division) == ["1 一 收入支出情况说明", "1 二 其他情况说明"]


@settings(max_examples=40, deadline=None)
@given(st.integers(20, 45))
def test_paragraphs_parted_by_blank_lines_come_back_at_any_width(width: int) -> None:
    assert paragraphs(divided(document(width, "", 1, 0))) == list(TOLD)


@pytest.mark.parametrize("width", [22, 26, 28, 33, 40])
def test_paragraphs_without_any_indent_lose_at_most_one_border(width: int) -> None:
    """Where a paragraph fills its last line nothing tells that it ends."""
    assert len(set(paragraphs(divided(document(width, "", 1, 1)))) & set(TOLD)) >= len(TOLD) - 2


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("项目支出为135.", "04万元，占41.02%。", "项目支出为135.04万元，占41.02%。"),
        ("支出合计329.22，其中项目支出194.18", "万元，占58.98%。", "支出合计329.22，其中项目支出194.18万元，占58.98%。"),
        ("部门绩效自评完成率=已完成数/项目总数", "×100%。", "部门绩效自评完成率=已完成数/项目总数×100%。"),
        ("根据《项目支出绩效评价管理", "办法》的规定，开展自评。", "根据《项目支出绩效评价管理办法》的规定，开展自评。"),
        ("接待来访（不包括陪同", "人员）11人次。", "接待来访（不包括陪同人员）11人次。"),
        ("支出用于公务接待、", "公务用车。", "支出用于公务接待、公务用车。"),
        ("引进了新的系统，采用 Open", "Data 标准。", "引进了新的系统，采用 Open Data 标准。"),
        ("本年完成预算的100%", "。决算数与预算数持平。", "本年完成预算的100%。决算数与预算数持平。"),
        ("2020年度“三公”经费支", "出决算总额为5.48万元。", "2020年度“三公”经费支出决算总额为5.48万元。"),
    ],
)
def test_a_break_within_number_formula_bracket_or_before_a_sign_is_mended(first: str, second: str, joined: str) -> None:
    division = divided(f"一、情况说明\n\n{first}\n\n{second}\n\n二、其他事项说明\n\n无\n")
    assert paragraphs(division)[0] == joined


def test_a_sentence_broken_at_a_page_end_goes_on() -> None:
    text = "一、情况\n\n4、聘用人员经费项目绩效自评情况：根据年初设定的\n\n\n\n- 12 -\n\n绩效目标，项目自评得分为100分。\n\n5、驻村经费项目绩效自评情况：根据年初设定的绩效目标，得分99分。\n"
    assert paragraphs(divided(text)) == [
        "4、聘用人员经费项目绩效自评情况：根据年初设定的绩效目标，项目自评得分为100分。",
        "5、驻村经费项目绩效自评情况：根据年初设定的绩效目标，得分99分。",
    ]


def test_every_line_of_a_paragraph_can_be_traced() -> None:
    division = divided("一、情况说明\n\n支出合计741.64万元，其中项目支出142.44\n\n万元。\n\n二、其他\n")
    (paragraph,) = division.sections[0].paragraphs
    assert [(number, paragraph.text[offset : offset + 2]) for offset, number in paragraph.breaks] == [(3, "支出"), (5, "万元")]
    assert paragraph.places[0].lines == (3, 5)
    assert [edit.why for edit in paragraph.edits] == ["joined_line"]


def test_pages_show_paragraphs_by_indent_and_right_margin() -> None:
    rows, top = [], 80.0
    for text in TOLD:
        for n, line in enumerate(wrapped("　　" + text, 30)):
            rows.append((90.0 if n else 114.0, top, line.strip()))
            top += 24
    division = printed([(200.0, 50.0, "二、部门支出情况说明"), *rows[:10]], rows[10:])
    assert paragraphs(division) == list(TOLD)
    assert [place.page for place in division.sections[0].paragraphs[-1].places] == [2]
    assert division.sections[0].paragraphs[0].boxes[0][2].left == 114.0


def test_a_definition_goes_on_where_no_measure_is_known() -> None:
    division = divided("""
        一、名词解释

        年末结转和结余：指本年度或以前年度预算安排、因客观条件发生变化无法按原计
        划实施，需要延迟到以后年度按有关规定继续使用的资金。

        镇人民政府负责本行政区域内的经济、教育、科学、文化、卫生、体育事业和财政、民
        政等行政工作。
        """)
    assert paragraphs(division) == [
        "年末结转和结余：指本年度或以前年度预算安排、因客观条件发生变化无法按原计划实施，需要延迟到以后年度按有关规定继续使用的资金。",
        "镇人民政府负责本行政区域内的经济、教育、科学、文化、卫生、体育事业和财政、民政等行政工作。",
    ]


def test_the_level_of_an_account_that_begins_a_line_goes_on_with_its_name() -> None:
    division = divided("""
        四、一般公共预算财政拨款支出决算情况说明

        2.公共安全支出（类）其他公共安全支出（款）其他公共安全支出
        （项）。年初预算为713.57万元，支出决算为932.59万元，完成年初预算的130.69%。
        """)
    assert [section.title for section in division.sections] == ["一般公共预算财政拨款支出决算情况说明"]
    assert paragraphs(division)[0].startswith("2.公共安全支出（类）其他公共安全支出（款）其他公共安全支出（项）。")


def test_a_few_lines_cut_off_at_the_edge_of_the_sheet_are_no_crash() -> None:
    division = printed([(0.0, 100.0, "某市财政局"), (0.0, 130.0, "本年收入合计100万元。")])
    assert (division.title, paragraphs(division)) == ("某市财政局", ["本年收入合计100万元。"])


@pytest.mark.parametrize("rest", ["%。", "。", "”。", "）；"])
def test_the_last_sign_of_a_paragraph_on_a_line_of_its_own(rest: str) -> None:
    text = f"""
        一、支出决算情况说明
        1.教育支出（类）普通教育（款）小学教育（项）。年初预算为44.32万元
        ，支出决算为45.99万元，完成年初预算的百分之一百零三点七六的数字
        {rest}
        2.教育支出（类）普通教育（款）初中教育（项）。年初预算为10.00万元
        ，支出决算为10.00万元，完成年初预算的100%。
        """
    assert paragraphs(divided(text))[0].endswith("的数字" + rest)


def test_a_last_line_of_digits_is_lower_where_ocr_saw_it() -> None:
    """The size of a line that was read from a picture is the height of its letters, and digits are lower than ideographs."""
    told = [
        "2022年收支总预算与上年相比增加了很多，按照综合预算的原则所有收入和支出",
        "都纳入部门预算管理。2022年收入预算的合计数与支出预算的合计数均为",
        "4171.66。",
    ]
    sizes = (11.2, 11.0, 9.0)

    def divided_by(glyph: bool) -> list[str]:
        lines = []
        for n, (text, size) in enumerate(zip(told, sizes, strict=True), 1):
            box = Box(80.0, 100 + 18.0 * n, 80.0 + 11 * width(text) / 2, 100 + 18 * n + size)
            letters = (Glyph(text[0], 0.99, (), box),) if glyph else ()
            lines.append(Line(1, n, text, box, (Word(text, box, size, glyphs=letters),), size=size))
        reading = Reading(1, "ocr" if glyph else "text_layer", tuple(lines), 595.0, 842.0)
        division = divide(Source(b"", "a.pdf", "application/pdf", ""), (reading,), ())
        return [p.text for section in division.sections for p in section.paragraphs]

    assert "".join(told) in divided_by(glyph=True)
    assert "".join(told) not in divided_by(glyph=False)


def test_a_sentence_that_ends_a_page_of_text_ends_its_paragraph() -> None:
    whole = TOLD[3][:57] + "。"  # its last line is as long as the others
    pages = [[*wrapped(TOLD[2], 30, "　　"), *wrapped(TOLD[4], 30, "　　"), *wrapped(whole, 30, "　　")], wrapped(TOLD[5], 30, "")]
    text = "某某县水务局2023年度部门决算\n\n" + "\n\n\n\n".join("\n".join(page) for page in pages)
    assert paragraphs(divided(text)) == [TOLD[2], TOLD[4], whole, TOLD[5]]


def test_a_paragraph_goes_on_over_a_page_that_begins_without_the_indent_that_others_show() -> None:
    torn = TOLD[3][:27] + "。" + TOLD[3][28:]  # its first line ends with a sentence, where the page ends
    lines = wrapped(torn, 30, "　　")
    pages = [
        [*wrapped(TOLD[2], 30, "　　"), *wrapped(TOLD[4], 30, "　　"), lines[0]],
        [*lines[1:], *wrapped(TOLD[5], 30, "　　")],
        [*wrapped(TOLD[1], 30, "　　")],
    ]
    text = "某某县水务局2023年度部门决算\n\n" + "\n\n\n\n".join("\n".join(page) for page in pages)
    assert torn in paragraphs(divided(text))


def test_figures_alone_on_the_last_line_of_a_scanned_paragraph_are_seen_lower_and_belong_to_it() -> None:
    def seen(number: int, left: float, top: float, text: str, height: float) -> Line:
        box = Box(left, top, left + 11.0 * len(text), top + height)
        return Line(1, number, text, box, (Word(text, box, height, glyphs=(Glyph(text[0], 0.99, (), box),)),), size=height)

    rows = (
        (85, "二、机关运行经费支出情况说明", 14),
        (85, "2019年度机关运行经费支出294.35万元，比上年增加14.72万元，增长", 14),
        (57, "5.26%。", 9),
    )
    lines = tuple(seen(n, left, 100.0 + 21 * n, text, height) for n, (left, text, height) in enumerate(rows, 1))
    source = Source(b"", "a.pdf", "application/pdf", "0" * 64)
    division = divide(source, (Reading(1, "ocr", lines, 595.0, 842.0),), ())
    assert paragraphs(division)[-1].endswith("增长5.26%。")
