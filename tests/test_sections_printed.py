"""Pages as word processors print them: titles over two lines, charts, contents lists with a report within the report."""

from __future__ import annotations

from extractor.records import Box, Division, Line, Reading, Source, Word
from extractor.sections import divide
from extractor.words.rows import in_lines
from tests.dividing import headings, paragraphs, printed, width, wrapped

Row = tuple[float, float, float, str]  # left, top, size of type, text
PROSE = "2023年度收入合计100万元，其中：财政拨款收入90万元，占90%；其他收入10万元，占10%。与上年相比，收入合计增加5万元，增长5.26%，主要原因是人员经费增加。"
GLOSSARY = (
    "事业收入：指事业单位开展专业业务活动及其辅助活动取得的收入。",
    "基本支出：指为保障机构正常运转、完成日常工作任务而发生的人员支出和公用支出。",
    "项目支出：指在基本支出之外为完成特定行政任务或事业发展目标所发生的支出。",
)


def pages(*drawn: list[Row]) -> Division:
    readings, number = [], 0
    for page, rows in enumerate(drawn, 1):
        lines = []
        for left, top, size, text in rows:
            number += 1
            lines.append(Line(page, number, text, box=Box(left, top, left + width(text) * size / 2, top + size), size=size))
        readings.append(Reading(page, "text_layer", tuple(lines), 595.0, 842.0))
    return divide(Source(b"", "a.pdf", "application/pdf", "0" * 64), tuple(readings), ())


def prose(top: float, text: str = PROSE) -> list[Row]:
    """A paragraph with its first line set in, 30 letters of 16 points wide."""
    rows = wrapped(text, 30, lead="　　")
    return [(57.0 + 32 * (not n), top + 24 * n, 16.0, row.strip()) for n, row in enumerate(rows)]


def centred(top: float, size: float, text: str) -> Row:
    return (297.0 - width(text) * size / 4, top, size, text)


def test_a_title_too_long_for_one_line_goes_on_in_the_middle_of_the_next() -> None:
    first = [centred(60, 22, "第三部分 某某省水文水资源勘测服务中心2023"), centred(100, 22, "年度部门决算情况说明")]
    found = pages([*first, (89.0, 140, 16.0, "一、收入决算情况说明"), *prose(170), *prose(270)])
    assert headings(found) == ["1 第三部分 某某省水文水资源勘测服务中心2023年度部门决算情况说明", "2 一 收入决算情况说明"]
    assert paragraphs(found) == [PROSE, PROSE]


def test_labels_of_a_chart_are_no_paragraphs() -> None:
    title, caption = (252.0, 300.0, 11.0, "图2：收入决算结构"), (252.0, 480.0, 10.5, "图2：收入决算结构")
    labels = [
        (213.0, 330.0, 8.5, "其他收入"),
        (418.0, 350.0, 8.5, "财政拨款收入"),
        (418.0, 362.0, 8.5, "其他收入"),
        (275.0, 440.0, 8.5, "财政拨款收入"),
    ]
    found = pages([(89.0, 60, 16.0, "二、收入决算情况说明"), *prose(90), title, *labels, caption, *prose(510)])
    assert paragraphs(found) == [PROSE, "图2：收入决算结构", PROSE]
    assert [w.code for w in found.warnings] == ["table_unrecognised"]


def test_small_lines_that_stand_in_line_are_kept() -> None:
    signed = [(89.0, 300.0 + 20 * n, 10.5, text) for n, text in enumerate(("某某省财政厅", "某某省审计厅", "某某省水利厅规划处"))]
    found = pages([(89.0, 60, 16.0, "二、收入决算情况说明"), *prose(90), *signed])
    assert "某某省财政厅" in "".join(paragraphs(found))


def test_a_report_listed_among_the_contents_does_not_end_them() -> None:
    report = "某某省人民代表大会常务委员会信访办公室2018年度部门整体支出绩效评价报告"
    entries = ["第一部分 某某办公室概况", "一、部门职责", "二、机构设置", "第五部分 附件", report, "一、部门概况", "二、评价结论"]
    listed: list[Row] = [centred(60, 16, "目录"), *((71.0, 90.0 + 20 * n, 16.0, text) for n, text in enumerate(entries))]
    body: list[Row] = []
    for n, text in enumerate(entries[1:3]):
        body += [(89.0, 60 + 200.0 * n, 16.0, text), *prose(90 + 200.0 * n)]
    attached: list[Row] = [centred(60, 22, report[:23]), centred(90, 22, report[23:])]
    for n, text in enumerate(entries[5:]):
        attached += [(89.0, 130 + 200.0 * n, 16.0, text), *prose(160 + 200.0 * n)]
    found = pages(listed, [centred(300, 22, entries[0])], body, [centred(300, 22, entries[3])], attached)
    assert [title.split(" ", 1)[1] for title in headings(found)] == [
        entries[0], "一 部门职责", "二 机构设置", entries[3], report, "一 部门概况", "二 评价结论",
    ]  # fmt: skip


def test_the_number_of_the_supervisor_is_not_the_title() -> None:
    cover = [(60.0, 60.0, 12.0, "监督索引号53290000001000111"), centred(300, 30, "某某中学2020年度部门决算")]
    assert pages(cover, [(89.0, 60.0, 16.0, "一、收入决算情况说明"), *prose(90)]).title == "某某中学2020年度部门决算"


def hanging(top: float, number: str, text: str) -> list[tuple[float, float, str]]:
    """An item whose first line begins at a tab behind its number, and whose next ones are set in less than that."""
    rows = wrapped(text, 27, lead="　　")
    return [(77.0, top, number), *((137.0 if not n else 105.0, top + 24 * n, row.strip()) for n, row in enumerate(rows))]


def test_items_whose_lines_hang_are_whole() -> None:
    items = [("一、", GLOSSARY[0]), ("二、", GLOSSARY[1]), ("三、", GLOSSARY[2])]
    words = [
        Word(text, Box(x, y, x + width(text) * 8, y + 16), 16.0)
        for n, item in enumerate(items)
        for x, y, text in hanging(400 + 90 * n, *item)
    ]
    body = [Word(text, Box(x, y, x + width(text) * 8, y + 16), 16.0) for x, y, _, text in (*prose(90), *prose(190), *prose(290))]
    lines = in_lines([*body, *words], 1)
    found = divide(Source(b"", "a.pdf", "application/pdf", "0" * 64), (Reading(1, "text_layer", lines, 595.0, 842.0),), ())
    assert [p.replace(" ", "") for p in paragraphs(found)][3:] == ["".join(item) for item in items]


def test_the_second_line_of_a_title_may_be_nearly_as_long_as_the_first() -> None:
    name = "第二部分 某某自治区某某河流域综合治理和生态保护建设管理服务中心2020年度部门决算情况"
    first = [centred(60, 22, name[:22]), centred(100, 22, name[22:])]
    found = pages([*first, (89.0, 140, 16.0, "一、收入决算情况说明"), *(row for n in range(5) for row in prose(170 + 90 * n))])
    assert headings(found) == [f"1 {name}", "2 一 收入决算情况说明"]


def test_a_second_line_at_the_margin_of_a_page_with_few_wrapped_lines() -> None:
    first, rest = (
        "某局2016年度收入总计3241.88万元，其中财政拨款收入3018.02万元，其他收入223.86万元。",
        "支出总计3241.88万元，其中基本支出1206.55万元。",
    )
    rows = [
        (74.0, 60.0, "一、主要职责"),
        (74.0, 80.0, "贯彻执行有关方针政策。"),
        (74.0, 100.0, "二、决算情况"),
        (74.0, 120.0, first),
        (50.0, 140.0, rest),
    ]
    assert paragraphs(printed(rows))[-1] == first + rest
    apart = [*rows[:3], (74.0, 120.0, first), (74.0, 140.0, rest)]
    assert paragraphs(printed(apart))[-2:] == [first, rest]
    shorter = first[: -len("，其他收入223.86万元。")] + "。"
    longest = (74.0, 80.0, "贯彻执行有关方针政策，负责全市有关工作的组织、指导、协调和监督检查，承担市政府交办的事项。")
    assert paragraphs(printed([rows[0], longest, rows[2], (74.0, 120.0, shorter), rows[4]]))[-2:] == [shorter, rest]
    ragged = [(50.0, 60.0, "一、主要职责"), *rows[1:2], (50.0, 100.0, "二、决算情况"), *rows[3:]]
    assert paragraphs(printed(ragged))[-2:] == [first, rest]
    assert paragraphs(printed([(50.0, 40.0, "概况"), *rows[:4]], [(50.0, 60.0, rest)]))[-2:] == [first, rest]
