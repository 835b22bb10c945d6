"""What is set right before anything is read, and what of it is reported."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.folios import folios
from extractor.records import Box, Line, Reading
from extractor.repair import mend
from extractor.repair.characters import mended
from extractor.repair.spread import closed


def page(*texts: str, number: int = 1, first: int = 1) -> Reading:
    return Reading(number, "plain_text", tuple(Line(number, n, text) for n, text in enumerate(texts, first)))


def book(*pages: tuple[str, ...]) -> list[Reading]:
    readings, line = [], 1
    for number, texts in enumerate(pages, 1):
        readings.append(page(*texts, number=number, first=line))
        line += len(texts)
    return list(mend(readings))


def texts(readings: list[Reading]) -> list[str]:
    return [line.text for reading in readings for line in reading.lines]


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("⻔⻋购置", "门车购置"),  # Radicals Supplement: NFKC knows only two of them
        ("⼀、基本⽀出", "一、基本支出"),  # Kangxi radicals
        ("政府釆购", "政府采购"),
        ("１，２８４．３６", "1,284.36"),
        ("９５％", "95%"),
        ("（２０２４年度），共３项", "（2024年度），共3项"),
        ("合\u200b计\ufeff", "合计"),
        ("\uf0b7 主要职责", " 主要职责"),
        ("2024\xa0年", "2024 年"),
        ("没有，123人", "没有，123人"),
        ("，２６７．１２", ",267.12"),
        ("７３，７３０，", "73,730,"),
        ("７９，３９５．", "79,395."),
        ("，12", "，12"),
        ("一︑收入︵决算︶︒", "一、收入（决算）。"),  # vertical forms
        ("其中︓基本支出︐﹃三公﹄经费", "其中：基本支出，“三公”经费"),
    ],
)
def test_wrong_characters(printed: str, read: str) -> None:
    assert mended(printed) == read


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("项 目", "项目"),
        ("合　计", "合计"),
        ("收 入 支 出", "收入 支出"),
        ("因 公 出 国 （境） 费", "因公出国 （境） 费"),
        ("收 入 支 出 决 算 总 表", "收入支出决算总表"),
        ("总 计 32 323.56 总 计", "总计 32 323.56 总计"),
        ("类 款 项", "类 款 项"),  # three heads
        ("童心向党 童画祖国", "童心向党 童画祖国"),
        ("2025 年 3 月 4 日", "2025 年 3 月 4 日"),
    ],
)
def test_spread_letters(printed: str, read: str) -> None:
    assert closed(printed) == read


def test_every_changed_text_says_what_stood_there() -> None:
    (reading,) = mend([page("项 目", "⼀、收入", "无事")])
    first, second, third = reading.lines
    assert [(edit.why, edit.before, edit.after) for edit in first.edits] == [("spread_letters", "项 目", "项目")]
    assert [edit.why for edit in second.edits] == ["character"]
    assert third.edits == ()


def test_cells_are_mended_like_text() -> None:
    line = Line(1, 1, "合 计\t１２．５", cells=("合 计", "１２．５"))
    (reading,) = mend([Reading(1, "plain_text", (line,))])
    assert reading.lines[0].cells == ("合计", "12.5")


@pytest.mark.parametrize("printed", ["- 32 -", "— 3 —", "－５－", "第 3 页", "第3页共20页", "第 3 页，共 20 页", "3/20页", "- iv -"])
def test_a_page_number_alone_on_its_line_is_left_out_and_counted(printed: str) -> None:
    (reading,) = mend([page("上文", printed, "下文")])
    assert [line.number for line in reading.lines] == [1, 3]
    assert [warning.code for warning in reading.warnings] == ["running_head_removed"]


@pytest.mark.parametrize(
    ("printed", "kept"), [("No 000703", 1), ("№12345", 1), ("编号：000703", 1), ("000703", 1), ("703", 2), ("Note 123", 2)]
)
def test_a_number_stamped_on_a_scanned_sheet_is_left_out(printed: str, kept: int) -> None:
    lines = (Line(1, 1, printed, Box(500, 12, 560, 22)), Line(1, 2, "收入决算表", Box(200, 60, 400, 80)))
    (reading,) = mend([Reading(1, "ocr", lines, 595, 842)])
    assert len(reading.lines) == kept


@pytest.mark.parametrize("printed", ["32", "100", "-5.2", "3/20", "第3项", "1.", "96 2 2"])
def test_a_figure_alone_on_its_line_is_no_page_number(printed: str) -> None:
    assert texts(list(mend([page("上文", printed, "下文")]))) == ["上文", printed, "下文"]


def test_bare_numbers_that_count_with_the_pages() -> None:
    read = book(("封面",), ("甲", "2"), ("乙", "3"), ("丙", "100", "4"), ("丁", "5"))
    assert texts(read) == ["封面", "甲", "乙", "丙", "100", "丁"]


def test_equal_numbers_on_one_page_do_not_count_with_the_pages() -> None:
    assert texts(book(("合计", "12.10", "公务用车购置", "1", "1"))) == ["合计", "12.10", "公务用车购置", "1", "1"]


def test_a_figure_above_the_page_number_that_equals_it_stays() -> None:
    assert texts(book(("甲", "1"), ("合计", "2", "2"), ("乙", "3"))) == ["甲", "合计", "2", "乙"]


def test_roman_numbers_that_count_with_the_pages() -> None:
    assert texts(book(("封面",), ("甲", "II"), ("乙", "III"), ("丙", "IX", "IV"))) == ["封面", "甲", "乙", "丙", "IX"]


def test_running_heads_but_not_captions_of_tables() -> None:
    head, agency = "某某市档案局2023年度部门决算", "部门：某某市档案局  单位：万元"
    read = book(*[(head, agency, f"第{n}段", f"第 {n} 页") for n in range(1, 6)])
    assert texts(read).count(head) == 1  # the first may be the cover
    assert texts(read).count(agency) == 5
    assert not any("页" in text for text in texts(read))
    assert "4" in read[0].warnings[0].message


def test_a_running_head_stands_at_another_height_on_wide_pages() -> None:
    head, sizes = "某县审计局预算公开", [(595.0, 842.0)] * 2 + [(842.0, 595.0)] * 2

    def placed(n: int, width: float, height: float) -> Reading:
        lines = (Line(n, 2 * n - 1, head, Box(200, 30, 300, 40)), Line(n, 2 * n, "一二三四"[n - 1] + "段文字", Box(80, 300, 200, 312)))
        return Reading(n, "text_layer", lines, width, height)

    read = list(mend([placed(n, *size) for n, size in enumerate(sizes, 1)]))
    assert texts(read) == [head, "一段文字", "二段文字", "三段文字", "四段文字"]  # the first may be the cover


@pytest.mark.parametrize(
    ("head", "foot"),
    [
        ("2021/8/30 上午10:21 某县水利局2020年度决算公开", "https://www.example.gov.cn/art/2021/8/30/art_1_2.html 1/1"),
        ("11/22/26, 12:58 AM某县水利局2020年度决算公开", "file:///C:/决算/2020.html1/1"),
        ("某县水利局2020年度决算公开 第1页 共1页", "http://www.example.gov.cn/info/1034/2.htm 2021-8-30"),
        ("某县水利局2020年度决算公开 https://www.example.gov.cn/info/1.htm", "1 of 1 2021/8/30, 10:21"),
    ],
)
def test_what_a_browser_sets_in_the_margins_of_one_sheet(head: str, foot: str) -> None:
    body = ("某县水利局2020年度决算公开", "网址：http://www.example.gov.cn", "2021年8月30日")
    (kept,), (plain,) = mend([page(head, *body, foot)]), mend([page(*body)])
    assert texts([kept]) == texts([plain]) == list(body)


def test_an_address_that_a_text_ends_with_is_no_margin_of_a_browser() -> None:
    body = ("某县水利局2020年度决算公开", "决算已在本级政府网站公开。", "网址：https://www.example.gov.cn/col/1.html")
    assert texts(mend([page(*body)])) == list(body)


def test_a_running_head_above_larger_letters_names_no_cover() -> None:
    head = "某县应急管理局决算公开"
    pages = [page(head, f"第{'一二三四五'[n]}页的文字", number=n + 1, first=2 * n + 1) for n in range(5)]
    sized = tuple(line._replace(size=size) for line, size in zip(pages[0].lines, (9.0, 24.0), strict=True))
    assert head not in texts(list(mend([replace(pages[0], lines=sized), *pages[1:]])))


def test_a_mirror_in_traditional_characters() -> None:
    (reading,) = mend([page("部門預算總表", "單位：萬元", "一般公共預算財政撥款支出", "項目名稱", "績效評價結果", "機關運行經費")])
    assert reading.lines[0].text == "部门预算总表"
    assert reading.lines[1].text == "单位：万元"
    assert [warning.code for warning in reading.warnings] == ["traditional_converted"]
    assert reading.lines[0].edits[0].before == "部門預算總表"


def test_traditional_letters_that_ocr_saw_in_a_simplified_scan_are_misread() -> None:
    line = Line(1, 1, "收入決算表")
    (scan,) = mend([Reading(1, "ocr", (line, Line(1, 2, "财政拨款支出"), Line(1, 3, "8一"), Line(1, 4, "三、经营收入")))])
    assert [line.text for line in scan.lines] == ["收入决算表", "财政拨款支出", "三、经营收入"]
    (text,) = mend([Reading(1, "text_layer", (line,))])
    assert text.lines[0].text == "收入決算表"
    (scan,) = mend([Reading(1, "ocr", (Line(1, 1, "科目編碼"), Line(1, 2, "乾县 ≥95% ①"), Line(1, 3, "后勤於此")))])
    assert [line.text for line in scan.lines] == ["科目编码", "乾县 ≥95% ①", "后勤於此"]


def test_a_traditional_name_in_a_simplified_text_stays() -> None:
    assert texts(list(mend([page("部门预算总表", "書法家協會經費")])))[1] == "書法家協會經費"


def test_a_whole_report_without_faults_is_the_same_object() -> None:
    reading = page("一、部门职责", "1,284.36", "无")
    assert next(iter(mend([reading]))).lines[0] is reading.lines[0]


def test_no_pages_no_readings() -> None:
    assert list(mend([])) == []


@given(st.text(max_size=60))
def test_mending_is_done_after_one_pass(text: str) -> None:
    once = mended(text)
    assert mended(once) == once


def test_margins_of_pages_that_only_wide_gaps_part() -> None:
    """Some converters leave no form feeds: their pages stand apart by blank lines."""
    said = [f"第{n}段的话。" for n in range(48)]
    sheets = [("某县财政局年度报告", *said[8 * n : 8 * n + 8], str(n + 2)) for n in range(6)]
    (read,) = mend([page(*(line for sheet in sheets for line in (*sheet, "", "", "")))])
    assert [line.text for line in read.lines if line.text] == ["某县财政局年度报告", *said]


def test_wide_gaps_between_cells_are_no_pages() -> None:
    cells = [cell for n in range(40) for cell in ("项目", f"{n}.00", "", "", "", "0.00", "3")]
    (read,) = mend([page(*cells)])
    assert [line.text for line in read.lines] == cells


def table_of(places: range, step: int) -> list[str]:
    """Rows of a two-sided table one cell a line, with their line numbers."""
    halves = (("一、收入", n, "7.50", "一、支出", n + step, "7.50") for n in places)
    return [str(cell) for row in halves for cell in row]


def test_page_numbers_of_a_text_that_nothing_else_parts() -> None:
    """Line numbers of its tables count as well, but not to its last line."""
    said = [f"第{n}段的话。" for n in range(30)]
    pages = [said[:10], ["收支总表", *table_of(range(1, 5), 8)], ["收入", "支出", *table_of(range(5, 9), 8)], said[10:20], said[20:]]
    (read,) = mend([page(*(line for n, lines in enumerate(pages, 1) for line in (*lines, str(n))))])
    assert texts([read]) == [line for lines in pages for line in lines]
    assert texts(list(mend([page(*(line for lines in pages for line in lines))]))) == [line for lines in pages for line in lines]


def test_amounts_at_the_feet_of_pages_are_no_running_heads() -> None:
    read = book(*[(f"第{n}段", "甲", "乙", f"{n}7.50", str(n)) for n in range(1, 7)])
    assert sum(text.endswith("7.50") for text in texts(read)) == 6


def test_columns_of_whole_numbers_are_not_searched_for_page_numbers_without_end() -> None:
    assert folios([str(n % 200 + 1) for n in range(40_000)], [False] * 39_999) == []
