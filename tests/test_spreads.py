"""Sheets with two pages side by side."""

from __future__ import annotations

from dataclasses import replace

from extractor.pipeline import conclude
from extractor.records import Reading, Ruling, Source, Warning_, Word
from extractor.spreads import in_columns, parted, together
from tests.dividing import wrapped
from tests.drawn_readings import frame, reading, word

SHEET = (842.0, 595.0)
SOURCE = Source(b"", "a.pdf", "application/pdf", "0" * 64)
PROSE = [
    "一、收入决算情况说明",
    "2023年度收入合计90.50万元，其中：财政拨款收入80.50万元，",
    "其他收入10.00万元，占收入合计的比例分别为百分之八十九和百分",
    "之十一，上述资金均已按照规定入账，没有截留、挪用、虚列支出等",
    "情况。",
]


def sheet(left: list[Word], right: list[Word], rulings: list[Ruling] | None = None, page: int = 1) -> Reading:
    moved = [w._replace(box=w.box._replace(left=w.box.left + 421, right=w.box.right + 421)) for w in right]
    return replace(reading(page, [*left, *moved], rulings or []), width=SHEET[0], height=SHEET[1])


def prose(lines: list[str], top: float = 60.0) -> list[Word]:
    return [word(line, 60.0, top + 18 * n) for n, line in enumerate(lines)]


def table() -> tuple[list[Word], list[Ruling]]:
    rows = [("项目", "决算数"), ("合计", "90.50"), ("因公出国（境）费", "80.50"), ("公务接待费", "10.00")]
    words = [word("“三公”经费支出决算表", 100, 60), word("单位：万元", 300, 80)]
    words += [word(t, x + 5, 105 + 20 * n) for n, row in enumerate(rows) for t, x in zip(row, (60, 220), strict=True)]
    rules = [r for n in range(4) for x in (60, 220) for r in frame(x + 421, 100 + 20 * n, x + 421 + 160, 120 + 20 * n)]
    return words, rules


def test_halves_are_read_one_after_the_other_and_told_on_their_sheet() -> None:
    words, rules = table()
    told = ["某县水务局2023年度部门决算", "第三部分 2023年度部门决算情况说明", *PROSE]
    found = conclude(SOURCE, [sheet(prose(told), words, rules)])
    assert [(p.number, p.width) for p in found.pages] == [(1, 842.0)]
    said = [p for s in found.division.sections for p in s.paragraphs]
    (ruled,) = found.tables
    assert "".join(p.text for p in said) == "".join(PROSE[1:]) and {place.page for p in said for place in p.places} == {1}
    assert ruled.form == "three_public" and ruled.unit == "万元"
    (total,) = [o for o in found.observations if o.form == "three_public" and o.indicator == "three_public.total"]
    place = total.evidence[0].place
    assert place.page == 1 and place.box is not None and place.box.left > 421


def test_each_half_of_a_line_is_set_in_its_own_type() -> None:
    words, rules = table()
    large = [w._replace(size=10.0) for w in prose(PROSE, 60.0)]
    small = [w._replace(size=6.0) for w in words]
    halves, _ = parted([sheet(large, small, rules)])
    assert [{line.size for line in half.lines} for half in halves] == [{10.0}, {6.0}]


def test_a_table_over_both_halves_is_no_spread() -> None:
    words = [word("收入支出决算总表", 380, 30)]
    words += [
        word(t, x, 60 + 18 * n)
        for n in range(9)
        for t, x in (("一、财政拨款收入", 60), ("90.50", 300), ("一、教育支出", 480), ("9.05", 700))
    ]
    whole, leaves = parted([replace(reading(1, words), width=SHEET[0], height=SHEET[1])])
    assert len(whole) == 1 and leaves == ()


def test_a_ruled_form_with_sentences_on_both_sides_is_no_spread() -> None:
    rules = [r for y in (50, 150) for r in frame(50, y, 800, y + 100)]
    _, leaves = parted([sheet(prose(PROSE), prose(PROSE), rules)])
    assert leaves == ()


def test_a_title_and_a_unit_in_each_half_are_those_of_two_pages() -> None:
    words, rules = table()
    other = [w._replace(text=w.text.replace("“三公”经费", "机关运行经费")) for w in words]
    both = [*rules, *(Ruling(r.x0 - 421, r.y0, r.x1 - 421, r.y1, r.width) for r in rules)]
    found = conclude(SOURCE, [sheet(words, other, both)])
    assert [t.title for t in found.tables] == ["“三公”经费支出决算表", "机关运行经费支出决算表"]
    assert [p.page for t in found.tables for p in t.places] == [1, 1]


def test_upright_pages_are_left_alone() -> None:
    one = reading(1, prose(PROSE))
    whole, leaves = parted([one])
    assert whole == [one] and together(("x", 1), leaves) == ("x", 1)


GLOSSARY = [
    "一、财政拨款收入：指单位从同级财政部门取得的财政预算资金，包括一般公共预算财政拨款和政府性基金预算财政拨款。",
    "二、基本支出：指为保障机构正常运转、完成日常工作任务而发生的人员支出和公用支出，按照规定的标准编列。",
    "三、项目支出：指在基本支出之外为完成特定行政任务或事业发展目标所发生的支出，实行专款专用，单独核算。",
    "四、机关运行经费：为保障行政单位运行用于购买货物和服务的各项资金，包括办公及印刷费、邮电费、差旅费、会议费。",
]


def in_two_columns(top: float) -> list[Word]:
    """The glossary, 20 letters a line with the first of each set in, the second half beside the first."""
    rows = [(20.0 * (not n), line.strip()) for text in GLOSSARY for n, line in enumerate(wrapped(text, 20, lead="　　"))]
    half = (len(rows) + 1) // 2
    return [word(line, (60.0 if n < half else 290.0) + indent, top + 16 * (n % half)) for n, (indent, line) in enumerate(rows)]


def test_text_in_two_columns_is_read_column_after_column_and_told_on_its_page() -> None:
    wide = "本部门2023年度部门决算公开说明中涉及的主要专业名词较多，现将其中与本部门收入支出有关的名词解释如下："
    above = [word("第四部分 名词解释", 200, 60), *(word(line, 60, 85 + 16 * n) for n, line in enumerate(wrapped(wide, 43)))]
    found = conclude(SOURCE, [reading(1, [*above, *in_two_columns(125)])])
    assert [(p.number, p.width) for p in found.pages] == [(1, 595.0)]
    (section,) = found.division.sections
    assert [p.text for p in section.paragraphs] == [wide, *GLOSSARY]
    last = section.paragraphs[-1].places
    assert [place.page for place in last] == [1] and last[0].box is not None and last[0].box.left == 290.0


def test_a_table_of_words_in_two_columns_is_none() -> None:
    rows = [
        ("收入合计", "指单位在本年度取得的各项收入，包括财政拨款收入。"),
        ("支出合计", "指单位在本年度发生的各项支出，包括基本支出。"),
    ] * 3
    words = [word(text, x, 60 + 16 * n) for n, row in enumerate(rows) for text, x in zip(row, (60.0, 290.0), strict=True)]
    pages, leaves = in_columns((reading(1, words),))
    assert leaves == () and len(pages) == 1


def test_short_items_a_short_text_above_and_a_table_below_do_not_hide_the_columns() -> None:
    short = [
        "一、拨款收入：指单位从财政取得的资金。",
        "二、事业收入：指事业单位取得的收入。",
        "三、其他收入：指上述以外的各项收入。",
        "四、年初结转：指以前年度的资金。",
    ]
    long = wrapped(GLOSSARY[3] + GLOSSARY[0], 20)[:4]
    above = [
        word("一、主要职责", 80, 60),
        word("二、机构设置", 310, 60),
        word("负责全市森林和草原资源的监督管理工作，", 80, 76),
        word("内设办公室、生态科等6个科室。", 310, 76),
    ]
    title = [word("第三部分 名词解释", 250, 100)]
    columns = [
        word(text, x, 125 + 16 * n)
        for n, pair in enumerate(zip(short, long, strict=True))
        for text, x in zip(pair, (60.0, 305.0), strict=True)
    ]
    rows = [("一、一般公共服务支出", "90.50"), ("二、教育支出", "80.50"), ("三、其他支出", "10.00")] * 2
    rules = [r for n in range(6) for x in (60, 305) for r in frame(x, 300 + 20 * n, x + 245, 320 + 20 * n)]
    below = [word(text, x + 5, 305 + 20 * n) for n, row in enumerate(rows) for text, x in zip(row, (60, 305), strict=True)]
    pages, leaves = in_columns((reading(1, [*above, *title, *columns, *below], rules),))
    assert [page.columns for page in pages] == [2, 2, 1, 2, 2, 1] and {leaf.sheet for leaf in leaves} == {1}
    assert [page.lines[0].text for page in pages][3:] == [short[0], long[0], "一、一般公共服务支出 90.50"]
    assert len(pages[-1].rulings) == len(rules) and not any(page.rulings for page in pages[:-1])


def test_the_left_column_may_be_a_line_longer() -> None:
    rows = [line.strip() for text in GLOSSARY for line in wrapped(text, 20)][:9]
    words = [word(line, 60.0 if n < 5 else 290.0, 60.0 + 16 * (n % 5)) for n, line in enumerate(rows)]
    pages, _ = in_columns((reading(1, words),))
    assert [len(page.lines) for page in pages] == [5, 4]


def test_warnings_of_the_second_sheet_name_it_and_a_sheet_without_a_gutter_stays_whole() -> None:
    words, rules = table()
    lost = Warning_("page_unreadable", "第2页识别失败。", 2)
    across = replace(reading(3, [word("全" * 60, 60, 60)]), width=SHEET[0], height=SHEET[1])
    found = conclude(SOURCE, [sheet(prose(PROSE), words, rules), replace(sheet(prose(PROSE), [], page=2), warnings=(lost,)), across])
    assert [(warning.page, warning.message) for warning in found.warnings if warning.code == "page_unreadable"] == [(2, "第2页识别失败。")]
    assert [page.number for page in found.pages] == [1, 2, 3]
    assert len(parted([sheet(prose(PROSE), words, rules), across])[0]) == 3
